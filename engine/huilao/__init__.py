"""Huilao (惠老): an eligibility rules engine for elderly services."""

import logging
from importlib.metadata import version as _version

from .answers.changes import Begins, FactChange, Kind, NearMiss, NearMisses, SetAnew
from .answers.evaluation import Evaluation, Filter
from .answers.finding import Amount, Citation, Finding, FirstDay, Flag, LevelsFound, ReadingDependence
from .answers.page import Asked, Doubt, Drawn, Goes, Line, Page
from .answers.proof import Measured, Proof
from .answers.readings import Choice
from .answers.receipt import Check, Difference, Part, Receipt, ReceiptError, Recheck, SavedReceipt, Verdict, read_receipt
from .answers.since import Since, Told, Turn, Why
from .answers.timeline import Change, DocumentEvent, Notice, Timeline, WaysToEligible
from .answers.totals import Total
from .ask import Interview, Question, QuestionScreen
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
    UnknownStandardError,
    UnknownWordError,
)
from .language.ages import AgeReached
from .language.combine import Member, Standing
from .language.condition import Condition, Node, Span
from .language.facts import AskedOf, Code, Fact, FactType, Implied, Sensitivity, Text
from .language.interval import Interval
from .language.known import Among, Holding, Path, Person, Range
from .language.meaning import Lack, Lookup, Waiting
from .language.outcome import Action, Outcome
from .language.places import within
from .language.policy import (
    Accepted,
    Adopted,
    Amendment,
    AppliesTo,
    Apply,
    Beneficiary,
    Benefit,
    Charge,
    ChooseBy,
    ChooseOne,
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
    Limit,
    Pays,
    Period,
    Place,
    Quota,
    Reading,
    Row,
    RuleClass,
    Rules,
    Ruleset,
    Screen,
    Service,
    Starts,
    Status,
    Way,
    Weight,
)
from .language.quantity import PayFrom, Quantity
from .language.scope import Scope, Situation
from .language.standards import DefinedStandard, PlaceOf, SetValue
from .language.truth import Truth
from .language.units import Per, Unit
from .language.words import name_of
from .naming import BenefitNames, NamingError
from .person_data import profile_data
from .profile.dates import as_day
from .profile.json_text import JsonTextError, read_json
from .profile.schema import profile_schema
from .reading.files import RuleFiles
from .receipt_key import ReceiptKeyError, read_receipt_key
from .render.proof_json import node_data, span_data
from .render.receipt import recheck_data, recheck_in_words
from .render.since import since_data, since_in_words
from .rulebook import Rulebook

__version__ = _version("huilao")

logging.getLogger("huilao").addHandler(logging.NullHandler())  # who embeds the library decides what is written

__all__ = [
    "Accepted",
    "Action",
    "Adopted",
    "AgeReached",
    "Amendment",
    "Among",
    "Amount",
    "AppliesTo",
    "Apply",
    "Asked",
    "AskedOf",
    "Begins",
    "Beneficiary",
    "Benefit",
    "BenefitNames",
    "Change",
    "Charge",
    "Check",
    "Choice",
    "ChooseBy",
    "ChooseOne",
    "Citation",
    "Clause",
    "Code",
    "Column",
    "ColumnType",
    "Condition",
    "DefinedQuantity",
    "DefinedStandard",
    "DefinedTerm",
    "Difference",
    "DisagreementError",
    "Document",
    "DocumentEvent",
    "Doubt",
    "Drawn",
    "Evaluation",
    "Fact",
    "FactChange",
    "FactType",
    "Filter",
    "Finding",
    "FirstDay",
    "Flag",
    "Flaw",
    "Force",
    "Goes",
    "Hits",
    "Holding",
    "HuilaoError",
    "Implied",
    "Interval",
    "Interview",
    "JsonTextError",
    "Kind",
    "Lack",
    "LeftOut",
    "Levels",
    "LevelsFound",
    "Limit",
    "Line",
    "Lookup",
    "Measured",
    "Member",
    "MissingExtraError",
    "NamingError",
    "NearMiss",
    "NearMisses",
    "Node",
    "Notice",
    "Outcome",
    "Page",
    "Part",
    "Path",
    "PayFrom",
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
    "QuestionScreen",
    "Quota",
    "Range",
    "Reading",
    "ReadingDependence",
    "Receipt",
    "ReceiptError",
    "ReceiptKeyError",
    "Recheck",
    "Row",
    "RuleClass",
    "RuleFiles",
    "Rulebook",
    "Rules",
    "RulesError",
    "Ruleset",
    "SavedReceipt",
    "Scope",
    "Screen",
    "Sensitivity",
    "Service",
    "SetAnew",
    "SetValue",
    "Severity",
    "Since",
    "Situation",
    "Span",
    "Standing",
    "Starts",
    "Status",
    "Text",
    "Timeline",
    "Told",
    "Total",
    "Truth",
    "Turn",
    "Unit",
    "UnknownBenefitError",
    "UnknownStandardError",
    "UnknownWordError",
    "Verdict",
    "Waiting",
    "Way",
    "WaysToEligible",
    "Weight",
    "Why",
    "as_day",
    "name_of",
    "node_data",
    "profile_data",
    "profile_schema",
    "read_json",
    "read_receipt",
    "read_receipt_key",
    "recheck_data",
    "recheck_in_words",
    "since_data",
    "since_in_words",
    "span_data",
    "within",
]
