"""Which conditions of the rules the scenarios show to matter."""
