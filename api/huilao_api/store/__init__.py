"""What the service keeps: keys and accounts, decisions, and the log of all that was done."""
