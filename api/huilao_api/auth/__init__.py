"""Who asks, how they are told, and what they may."""
