"""YAML whose parts know where they stand in their file; it knows no rules."""
