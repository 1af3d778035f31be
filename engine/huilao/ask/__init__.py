"""What to ask next: the questions whose answers can still settle something, in the order of their worth."""

from .interview import Interview
from .interviewer import Interviewer
from .question import Question
from .screens import QuestionScreen

__all__ = ["Interview", "Interviewer", "Question", "QuestionScreen"]
