"""How requests come in and answers go out, whatever they are about: bodies, problems, limits, headers, figures, the document."""
