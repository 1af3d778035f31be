"""What time changes, and what would have to change: critical dates, the timeline, near misses."""
