"""Huilao (惠老): an eligibility rules engine for elderly services."""

from .ask import Interview, Question
from .errors import (
    DisagreementError,
    HuilaoError,
    MissingExtraError,
    Problem,
    ProfileError,
    ProfileProblem,
    RulesError,
    UnknownBenefitError,
)
from .evaluation import Evaluation, Receipt
from .finding import Finding, Outcome
from .outlook import Timeline, WaysToEligible
from .policy import Benefit
from .proof import Proof
from .rulebook import Rulebook
from .truth import Truth

__all__ = [
    "Benefit",
    "DisagreementError",
    "Evaluation",
    "Finding",
    "HuilaoError",
    "Interview",
    "MissingExtraError",
    "Outcome",
    "Problem",
    "ProfileError",
    "ProfileProblem",
    "Proof",
    "Question",
    "Receipt",
    "Rulebook",
    "RulesError",
    "Timeline",
    "Truth",
    "UnknownBenefitError",
    "WaysToEligible",
]
