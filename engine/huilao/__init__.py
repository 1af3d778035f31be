"""Huilao (惠老): an eligibility rules engine for elderly services."""

from .answers.changes import Begins, FactChange, Kind, NearMiss, NearMisses, SetAnew
from .answers.evaluation import Evaluation, Receipt, Total
from .answers.finding import Amount, Citation, Finding, Flag, LevelsFound, ReadingDependence
from .answers.proof import Measured, Proof
from .answers.readings import Choice
from .answers.timeline import Change, DocumentEvent, Notice, Timeline, WaysToEligible
from .ask.interviewer import Interview, Question
from .errors import (
    DisagreementError,
    HuilaoError,
    MissingExtraError,
    Problem,
    ProfileError,
    ProfileProblem,
    RulesError,
    Severity,
    UnknownBenefitError,
)
from .language.ages import AgeReached
from .language.condition import Condition, Node, Span
from .language.facts import Code, Fact, FactType, Sensitivity, Text
from .language.interval import Interval
from .language.known import Among, Holding, Path, Person, Range
from .language.meaning import Lack, Lookup, Waiting
from .language.outcome import Outcome
from .language.policy import (
    Accepted,
    AppliesTo,
    Beneficiary,
    Benefit,
    Clause,
    Column,
    ColumnType,
    DefinedQuantity,
    DefinedTerm,
    Document,
    Flaw,
    Force,
    Hits,
    LeftOut,
    Levels,
    Pays,
    Period,
    Place,
    Reading,
    Row,
    RuleClass,
    Rules,
    Ruleset,
    Status,
)
from .language.quantity import Quantity
from .language.scope import Scope, Situation
from .language.standards import DefinedStandard, PlaceOf, SetValue
from .language.truth import Truth
from .language.units import Per, Unit
from .language.words import name_of
from .profile.dates import as_day
from .profile.json_text import JsonTextError, read_json
from .render.proof_json import node_data, span_data
from .rulebook import Rulebook

__all__ = [
    "Accepted",
    "AgeReached",
    "Among",
    "Amount",
    "AppliesTo",
    "Begins",
    "Beneficiary",
    "Benefit",
    "Change",
    "Choice",
    "Citation",
    "Clause",
    "Code",
    "Column",
    "ColumnType",
    "Condition",
    "DefinedQuantity",
    "DefinedStandard",
    "DefinedTerm",
    "DisagreementError",
    "Document",
    "DocumentEvent",
    "Evaluation",
    "Fact",
    "FactChange",
    "FactType",
    "Finding",
    "Flag",
    "Flaw",
    "Force",
    "Hits",
    "Holding",
    "HuilaoError",
    "Interval",
    "Interview",
    "JsonTextError",
    "Kind",
    "Lack",
    "LeftOut",
    "Levels",
    "LevelsFound",
    "Lookup",
    "Measured",
    "MissingExtraError",
    "NearMiss",
    "NearMisses",
    "Node",
    "Notice",
    "Outcome",
    "Path",
    "Pays",
    "Per",
    "Period",
    "Person",
    "Place",
    "PlaceOf",
    "Problem",
    "ProfileError",
    "ProfileProblem",
    "Proof",
    "Quantity",
    "Question",
    "Range",
    "Reading",
    "ReadingDependence",
    "Receipt",
    "Row",
    "RuleClass",
    "Rulebook",
    "Rules",
    "RulesError",
    "Ruleset",
    "Scope",
    "Sensitivity",
    "SetAnew",
    "SetValue",
    "Severity",
    "Situation",
    "Span",
    "Status",
    "Text",
    "Timeline",
    "Total",
    "Truth",
    "Unit",
    "UnknownBenefitError",
    "Waiting",
    "WaysToEligible",
    "as_day",
    "name_of",
    "node_data",
    "read_json",
    "span_data",
]
