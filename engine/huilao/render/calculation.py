"""How a number is made up, in words: with every name, unit and citation, or in bare numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from ..answers.proof import Measured, Portion, Portions
from ..language.meaning import Lookup
from ..language.quantity import (
    Age,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.units import Unit
from .citation import clause_in
from .plain import digits
from .sentence import Speaker, counts, percents

Side = Callable[[Measured, Speaker, Unit | None], str]
"""How a side of a comparison is said."""

# -- with names, units and citations -------------------------------------------------------------------------------------


def side(found: Measured, speaker: Speaker, unit: Unit | None = None) -> str:
    """One side of a comparison: what is known, and what it is made up of. `unit` is what a bare number is counted in.

    `低保线2,100元/月 = 低保标准700元/月（冕宁县，2025-07-01起，川民发〔2025〕9号） × 3人`
    """
    calculation = _calculation(found, speaker, unit)
    said = known(found, speaker, unit)
    return said if calculation is None else speaker.wording.made_up.format(value=said, calculation=calculation)


def known(found: Measured, speaker: Speaker, unit: Unit | None = None) -> str:
    """What is known of a quantity: of what has a name of its own in the rule book with that name."""
    quantity = found.quantity
    match quantity:
        case Constant() | Rank(_, str()):
            return speaker.quantity(quantity, unit)
        case Number(fact) | Day(fact) | Rank(fact):
            return speaker.value(speaker.facts[fact], found.value)
        case Age() | Elapsed():
            return _time(found, quantity, speaker)
        case Standard(name):
            return _labelled(speaker.quantity(quantity), _set_for(found, name, speaker), speaker)
        case Named():
            return _labelled(speaker.quantity(quantity), speaker.interval(found.interval, speaker.unit(speaker.unit_in(quantity))), speaker)
        case Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum():
            return speaker.interval(found.interval, speaker.unit(speaker.unit_in(quantity) or unit))
        case _:
            assert_never(quantity)


def _labelled(label: str, value: str, speaker: Speaker) -> str:
    return speaker.wording.labelled.format(label=label, value=value)


def _time(found: Measured, quantity: Age | Elapsed, speaker: Speaker) -> str:
    """An age or a time, as far as it is known; a range of years says the unit once. No time has passed since a day to come."""
    say, (low, high) = speaker.wording, found.interval
    if isinstance(quantity, Elapsed) and high is not None and high < 0:
        return say.not_yet_come.format(fact=speaker.label(speaker.facts[quantity.fact]))
    low = None if low is not None and low < 0 else low
    if low is None and high is None:
        return say.unknown
    of = speaker.age if isinstance(quantity, Age) else speaker.passed
    lower, upper = (None if end is None else of(end, quantity.unit) for end in (low, high))
    if lower == upper:
        return str(lower)
    if low is not None and high is not None and upper is not None and upper.startswith(digits(high)):
        return say.from_to.format(low=digits(low), high=upper)
    return speaker.between_ends(lower, upper)


def _set_for(found: Measured, name: str, speaker: Speaker) -> str:
    """The value of a standard with its place, its day and its citation; of several that it may be, the ends."""
    say, standard = speaker.wording, speaker.scope.standards[name]
    value = speaker.interval(found.interval, speaker.unit(standard.unit))
    lookup: Lookup = found.value
    if len(lookup.values) != 1 or not found.interval.settled:
        return value
    [one] = lookup.values
    cited = [speaker.plain(clause_in(speaker.language, cite)) for cite in one.cite or standard.cite]
    cite = say.set_by.format(cite=say.listed.join(cited)) if cited else ""
    return say.set_for.format(value=value, place=speaker.place_name(one.place), day=one.since.isoformat(), cite=cite)


def _calculation(found: Measured, speaker: Speaker, unit: Unit | None) -> str | None:
    """A calculation with what is known of its parts; None of what is none."""
    say, quantity, parts = speaker.wording, found.quantity, found.parts
    counted = speaker.unit_in(quantity) or unit
    match quantity:
        case Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard():
            return None
        case Named():
            return _calculation(parts[0], speaker, counted) or _name_of_another(parts[0], speaker, counted)
        case Plus():
            return say.plus_sign.join(_part(part, speaker, counted) for part in parts)
        case Minus():
            return say.minus_sign.join(_part(part, speaker, counted) for part in parts)
        case Times():
            return say.times_sign.join(_factors(parts, speaker))
        case Smallest():
            return _chosen(say.smaller if len(parts) == 2 else say.smallest, [_part(part, speaker, counted) for part in parts], speaker)
        case Largest():
            return _chosen(say.larger if len(parts) == 2 else say.largest, [_part(part, speaker, counted) for part in parts], speaker)
        case Round(_, to, mode):
            return say.rounded[mode].format(part=_part(parts[0], speaker, counted), to=speaker.multiple(quantity, to, unit))
        case First():
            if len(parts) == 1:
                return _calculation(parts[0], speaker, counted)
            return say.or_.join(dict.fromkeys(_part(part, speaker, counted) for part in parts))
        case Sum():
            return _people(found.value, counts(quantity), speaker, counted)
        case _:
            assert_never(quantity)


def _people(shares: Portions, heads: bool, speaker: Speaker, unit: Unit | None) -> str | None:
    """What each person of a list adds, of a number of people who they are; those who add nothing are left out."""
    say, joined = speaker.wording, speaker.wording.listed if heads else speaker.wording.plus_sign
    adding = [one for one in shares.each if one.measured is not None]
    named = [(_member(one, speaker), speaker.interval(one.interval, speaker.unit(unit))) for one in adding]
    said = [whose if heads else say.labelled.format(label=whose, value=value) for whose, value in named]
    return joined.join([*said, *(() if shares.complete else (say.not_listed,))]) or None


def _member(share: Portion, speaker: Speaker) -> str:
    return speaker.whom(share.whose) if share.whose else speaker.wording.themselves


def _name_of_another(found: Measured, speaker: Speaker, unit: Unit | None) -> str | None:
    """What a name stands for, where that is a standard or a fact."""
    return None if isinstance(found.quantity, Constant) else known(found, speaker, unit)


def _part(found: Measured, speaker: Speaker, unit: Unit | None) -> str:
    """A part of a calculation, in brackets where it would run into its neighbours."""
    calculation = _calculation(found, speaker, unit)
    if calculation is None:
        return known(found, speaker, unit)
    if isinstance(found.quantity, Named):
        return speaker.wording.made_up_inside.format(value=known(found, speaker, unit), calculation=calculation)
    return speaker.wording.group.format(part=calculation)


def _factors(parts: Sequence[Measured], speaker: Speaker) -> Iterator[str]:
    for part, percent in zip(parts, percents([part.quantity for part in parts]), strict=True):
        if percent is not None:
            yield _part(part, speaker, Unit.PERCENT if percent else None)


def _chosen(template: str, parts: list[str], speaker: Speaker) -> str:
    return template.format(parts=speaker.listed(parts, speaker.wording.and_))


# -- in bare numbers -----------------------------------------------------------------------------------------------------


def in_numbers(found: Measured, unit: str, speaker: Speaker) -> str | None:
    """How a number that is known is made up: `2,100（700 × 3）减1,720，为380元`; None of what is not worked out, or not known."""
    calculation = _bare(found, speaker)
    if calculation is None or found.interval.low is None or not _all_known(found):
        return None
    said = speaker.wording.comes_to.format(calculation=calculation, value=digits(found.interval.low) + unit)
    return said + speaker.wording.not_below_nought if found.interval.low < 0 else said


def _all_known(found: Measured) -> bool:
    return found.interval.settled and all(_all_known(part) for part in found.parts)


def _bare(found: Measured, speaker: Speaker) -> str | None:
    say, quantity, parts = speaker.wording, found.quantity, found.parts
    match quantity:
        case Constant() | Number() | Day() | Rank() | Age() | Elapsed() | Standard():
            return None
        case Named():
            return _bare(parts[0], speaker)
        case Plus():
            return say.plus_sign.join(_bare_part(part, speaker) for part in parts)
        case Minus():
            whole, less = (_bare_number(part, speaker) for part in parts)
            return say.less.format(whole=whole, less=less)
        case Times():
            return say.times_sign.join(_bare_factors(parts, speaker))
        case Smallest():
            return _chosen(say.smaller if len(parts) == 2 else say.smallest, [_bare_number(part, speaker) for part in parts], speaker)
        case Largest():
            return _chosen(say.larger if len(parts) == 2 else say.largest, [_bare_number(part, speaker) for part in parts], speaker)
        case Round(_, to, mode):
            return say.rounded[mode].format(part=_bare_part(parts[0], speaker), to=speaker.multiple(quantity, to, None))
        case First():
            return _bare(parts[0], speaker)
        case Sum():
            adding = [one for one in found.value.each if one.measured is not None]
            return None if counts(quantity) or len(adding) < 2 else say.plus_sign.join(speaker.interval(one.interval) for one in adding)
        case _:
            assert_never(quantity)


def _bare_part(found: Measured, speaker: Speaker) -> str:
    """A part as it is worked out, in brackets."""
    calculation = _bare(found, speaker)
    return _digits(found, speaker) if calculation is None else speaker.wording.group.format(part=calculation)


def _bare_number(found: Measured, speaker: Speaker) -> str:
    """A part as the number that it is, and how that is worked out."""
    calculation = _bare(found, speaker)
    value = _digits(found, speaker)
    return value if calculation is None else speaker.wording.whole.format(value=value, calculation=calculation)


def _bare_factors(parts: Sequence[Measured], speaker: Speaker) -> Iterator[str]:
    for part, percent in zip(parts, percents([part.quantity for part in parts]), strict=True):
        if percent is not None:
            yield _bare_part(part, speaker) + (speaker.unit(Unit.PERCENT) if percent else "")


def _digits(found: Measured, speaker: Speaker) -> str:
    return speaker.interval(found.interval)
