"""Whether a rule book is sound, and what an edit of it changes, in words and as data."""
