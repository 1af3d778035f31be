"""Huilao (惠老): an eligibility rules engine for elderly services.

Begin with a rule book and a person: `Rulebook.load()` reads the shipped rules or a folder (RulesError has every mistake), and
`book.evaluate({"birth_date": "1944-05-10", "residence": "513433"}, date(2025, 3, 1))` answers with an `Evaluation` (ProfileError has
every mistake of the profile). Of that, `page` is the first page, `findings` has an `Outcome`, an `Action`, an amount and the citation
for each benefit, `receipt` is what it can be checked by. `book.timeline`, `book.near_misses` and `book.interview` tell what changes
when, what would have to be otherwise, and what to ask.

The names below are, in that order: what answers are made of; errors (all of them HuilaoError: see `huilao.errors`); the nodes of the
language (a `Condition` is one of All, Any, Not, Count, Compare, OneOf, Has, Inside, Term, About and EntitledTo, a `Quantity` one of
`language/quantity.py`, a `Node` either; a `Person` is a mapping of facts to what is known of them); and words for people. What looks at
whole rule books and registers (`compare_books`, `verify_book`, `GivenRegister`, ...) is imported when it is first asked for, and needs
an extra: it is in `dir(huilao)` and not in `__all__`.
"""

import logging
import typing as _typing
from importlib import import_module as _import_module

from .answers.changes import Begins, FactChange, Kind, NearMiss, NearMisses, SetAnew
from .answers.evaluation import Evaluation, Filter
from .answers.finding import Amount, Citation, Finding, FirstDay, Flag, LevelsFound, ReadingDependence
from .answers.page import Asked, Doubt, Drawn, Goes, Line, Page
from .answers.parts import (
    AskedWords,
    DoubtWords,
    FindingWords,
    GroupNames,
    GroupWords,
    LineWords,
    PageInWords,
    ProofWords,
    SheetInWords,
    SheetPart,
)
from .answers.proof import Measured, Proof
from .answers.readings import Choice
from .answers.receipt import Check, Difference, Part, Receipt, ReceiptError, Recheck, SavedReceipt, Verdict, read_receipt
from .answers.since import Since, Told, Turn, Why
from .answers.timeline import Change, DocumentEvent, Notice, Timeline, WaysToEligible
from .answers.totals import Total
from .ask import Interview, Question, QuestionScreen
from .china import said_in_china
from .content import engine_version as _engine_version
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
from .language.words import is_disguised, name_of
from .naming import BenefitNames, NamingError
from .person_data import profile_data
from .profile.dates import as_day
from .profile.json_text import JsonTextError, read_json
from .profile.problems import masked
from .profile.schema import profile_schema
from .reading.files import RuleFiles, scenario_files, scenario_folder
from .receipt_key import ReceiptKeyError, read_receipt_key
from .render.citation import clause_in
from .render.outline import Point
from .render.proof_json import node_data, span_data
from .render.receipt import recheck_data, recheck_in_words
from .render.since import since_data, since_in_words
from .rulebook import Rulebook, shipped_rules, today

if _typing.TYPE_CHECKING:
    from .reading.rules import DocumentPlace as DocumentPlace
    from .reading.rules import document_places as document_places
    from .reading.schema import json_schema as _json_schema
    from .reading.schema import kind_of as _kind_of
    from .register.choices import MappingChoices as MappingChoices
    from .register.choices import WordsOfColumn as WordsOfColumn
    from .register.faults import BusyFolderError as BusyFolderError
    from .register.given import DiskError as DiskError
    from .register.given import ElsewhereError as ElsewhereError
    from .register.given import GivenRegister as GivenRegister
    from .register.given import MappedColumns as MappedColumns
    from .register.given import MappingError as MappingError
    from .register.given import RegisterLook as RegisterLook
    from .register.given import ScreeningOrder as ScreeningOrder
    from .register.given import TakenColumn as TakenColumn
    from .register.leafing import Leaf as Leaf
    from .register.leafing import leaf_of as leaf_of
    from .register.leafing import tables_in as tables_in
    from .register.portrait import PortraitInWords as PortraitInWords
    from .register.portrait import PortraitTable as PortraitTable
    from .register.portrait import portrait_html as portrait_html
    from .register.rows import RegisterError as RegisterError
    from .register.screened import Screened as Screened
    from .review.ahead import near as _near
    from .review.ahead import timeline_in_words as timeline_in_words
    from .review.comparison import Comparison as Comparison
    from .review.comparison import StrangersError as StrangersError
    from .review.comparison import compare as _compare
    from .review.comparison_page import comparison_page as comparison_page
    from .review.differing import Differing as Differing
    from .review.differing import differing as _differing
    from .review.head_counts import HeadCounts as HeadCounts
    from .review.head_counts import head_counts as head_counts
    from .review.misplaced import Misplaced as Misplaced
    from .review.misplaced import misplaced as misplaced
    from .review.report import comparison_data as comparison_data
    from .review.report import comparison_text as comparison_text
    from .review.report import effect_words as effect_words
    from .review.report import soundness_data as soundness_data
    from .review.report import soundness_text as soundness_text
    from .review.rule import LevelsInWords as LevelsInWords
    from .review.rule import PromiseInWords as PromiseInWords
    from .review.rule import RuleInWords as RuleInWords
    from .review.rule import rule_in_parts as rule_in_parts
    from .review.rule import rule_in_words as rule_in_words
    from .review.soundness import Report as Report
    from .review.soundness import verify as _verify
    from .review.standard import standard_in_words as standard_in_words
    from .review.used import Used as Used
    from .review.used import Users as Users
    from .review.used import term_of as term_of
    from .review.used import used_by as used_by
    from .review.used import used_in as used_in
    from .review.used import users as users
    from .scenarios.features import Case as Case
    from .scenarios.features import Run as Run
    from .scenarios.features import run_features as run_features
    from .scenarios.story import ScenarioError as ScenarioError
    from .scenarios.written import WrittenScenario as WrittenScenario
    from .scenarios.written import WrittenStep as WrittenStep
    from .scenarios.written import written_scenarios as written_scenarios
    from .verify.change import HURTING as HURTING

    __version__: str
    compare_books, differing_readings, near_timeline, verify_book = _compare, _differing, _near, _verify
    rule_file_kind, rule_file_schema = _kind_of, _json_schema

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
    "AskedWords",
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
    "DoubtWords",
    "Drawn",
    "Evaluation",
    "Fact",
    "FactChange",
    "FactType",
    "Filter",
    "Finding",
    "FindingWords",
    "FirstDay",
    "Flag",
    "Flaw",
    "Force",
    "Goes",
    "GroupNames",
    "GroupWords",
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
    "LineWords",
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
    "PageInWords",
    "Part",
    "Path",
    "PayFrom",
    "Pays",
    "Per",
    "Period",
    "Person",
    "Place",
    "PlaceOf",
    "Point",
    "Problem",
    "ProfileError",
    "ProfileProblem",
    "Proof",
    "ProofWords",
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
    "SheetInWords",
    "SheetPart",
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
    "clause_in",
    "is_disguised",
    "masked",
    "name_of",
    "node_data",
    "profile_data",
    "profile_schema",
    "read_json",
    "read_receipt",
    "read_receipt_key",
    "recheck_data",
    "recheck_in_words",
    "said_in_china",
    "scenario_files",
    "scenario_folder",
    "shipped_rules",
    "since_data",
    "since_in_words",
    "span_data",
    "today",
    "within",
]

_LATER = {
    "rule_file_kind": "reading.schema:kind_of", "rule_file_schema": "reading.schema:json_schema",
    "DocumentPlace": "reading.rules", "document_places": "reading.rules",
    **dict.fromkeys(("DiskError", "ElsewhereError", "GivenRegister", "MappedColumns", "MappingError", "RegisterLook", "ScreeningOrder", "TakenColumn"), "register.given"),
    **dict.fromkeys(("MappingChoices", "WordsOfColumn"), "register.choices"), **dict.fromkeys(("Leaf", "leaf_of", "tables_in"), "register.leafing"),
    **dict.fromkeys(("PortraitInWords", "PortraitTable", "portrait_html"), "register.portrait"),
    "BusyFolderError": "register.faults", "RegisterError": "register.rows", "Screened": "register.screened",
    "Comparison": "review.comparison", "StrangersError": "review.comparison", "compare_books": "review.comparison:compare",
    "comparison_page": "review.comparison_page",
    "HeadCounts": "review.head_counts", "head_counts": "review.head_counts",
    "Misplaced": "review.misplaced", "misplaced": "review.misplaced",
    "comparison_data": "review.report", "comparison_text": "review.report", "effect_words": "review.report",
    "soundness_data": "review.report", "soundness_text": "review.report",
    "Report": "review.soundness", "verify_book": "review.soundness:verify",
    "near_timeline": "review.ahead:near", "timeline_in_words": "review.ahead", "standard_in_words": "review.standard",
    "Differing": "review.differing", "differing_readings": "review.differing:differing",
    **dict.fromkeys(("LevelsInWords", "PromiseInWords", "RuleInWords", "rule_in_parts", "rule_in_words"), "review.rule"),
    **dict.fromkeys(("Used", "Users", "term_of", "used_by", "used_in", "users"), "review.used"),
    **dict.fromkeys(("WrittenScenario", "WrittenStep", "written_scenarios"), "scenarios.written"),
    "Case": "scenarios.features", "Run": "scenarios.features", "run_features": "scenarios.features", "ScenarioError": "scenarios.story",
    "HURTING": "verify.change",
}  # fmt: skip
"""What looks at whole rule books and whole registers: the module where each stands, and its name there where that is another. It is imported when it is
first asked for, since it takes longer to import than most of the library, and some of it needs an extra: hence it is not in `__all__`.
"""


if not _typing.TYPE_CHECKING:  # to a type checker there are no other names than those above

    def __getattr__(name: str) -> _typing.Any:
        if name == "__version__":
            return _engine_version()
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, _, there = _LATER[name].partition(":")
        return getattr(_import_module(f"{__name__}.{module}"), there or name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, "__version__"})
