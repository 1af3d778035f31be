"""What is said about a person, checked and turned into facts."""
