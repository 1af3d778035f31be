"""YAML files to a rule book: every mistake of all files in one run, each with its place and how to mend it."""
