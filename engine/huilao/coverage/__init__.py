"""Which conditions of the rules the scenarios show to matter, and people for those that none does."""
