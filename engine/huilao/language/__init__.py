"""The language of rules: what can be said of a person, and what it means. Everything else is an interpreter of it."""
