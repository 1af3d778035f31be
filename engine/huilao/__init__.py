"""Huilao (惠老): an eligibility rules engine for elderly services."""

from .answers.evaluation import Evaluation, Receipt
from .answers.finding import Finding, Outcome
from .answers.proof import Proof
from .answers.timeline import Timeline, WaysToEligible
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
from .language.policy import Benefit
from .language.truth import Truth
from .rulebook import Rulebook

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
