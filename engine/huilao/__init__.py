"""Huilao (惠老): an eligibility rules engine for elderly services."""

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
    "MissingExtraError",
    "Outcome",
    "Problem",
    "ProfileError",
    "ProfileProblem",
    "Proof",
    "Receipt",
    "Rulebook",
    "RulesError",
    "Truth",
    "UnknownBenefitError",
]
