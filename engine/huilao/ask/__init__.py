"""What to ask next: the questions whose answers can still settle something, in the order of their worth."""

from .interviewer import Interview, Interviewer, Question

__all__ = ["Interview", "Interviewer", "Question"]
