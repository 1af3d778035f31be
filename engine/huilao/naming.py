"""What benefits are called by people: `冕宁：老年人高龄津贴`, the name alone where no other has it, or their full English name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .china import forms
from .errors import HuilaoError
from .language.facts import Text
from .language.likeness import nearest
from .language.policy import Rules

COLONS = "：:"
_UNQUOTED = str.maketrans("", "", "“”‘’")
"""Quotation marks inside a name change with those around it, so that they do not count."""


class NamingError(HuilaoError):
    """No benefit, or no single one, is called so; the `message` says what to write."""

    def __init__(self, message: Text) -> None:
        super().__init__(f"{message.zh} / {message.en}")
        self.message = message


class BenefitNames:
    """The benefits of a rule book by the place of their document, however it is written, and their Chinese name."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._full = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        self._alone: dict[str, list[str]] = {}
        self._places: dict[str, dict[str, list[str]]] = {}
        for benefit in self._full.values():
            place = rules.places.get(rules.rulesets[benefit.ruleset].document.place)
            name = benefit.name.zh.translate(_UNQUOTED)
            self._alone.setdefault(name, []).append(benefit.full_name)
            for written, _ in forms(place.name.zh) if place is not None else ():
                self._places.setdefault(written, {}).setdefault(name, []).append(benefit.full_name)

    def full_name(self, said: str) -> str:
        """The full name of the benefit that is called so. Raises NamingError."""
        said = said.strip()
        if said in self._full:
            return said
        colon = next((at for at, char in enumerate(said) if char in COLONS), None)
        if colon is None:
            alone = self._alone.get(said.translate(_UNQUOTED), [])
            if len(alone) == 1:
                return alone[0]
            if alone:
                written = "、".join(f"“{self.short(one)}”" for one in alone)
                raise NamingError(
                    Text(
                        f"有{len(alone)}项待遇都叫“{said}”，请写其中一项：{written}",
                        f"the name is borne more than once: write one of {written}",
                    )
                )
            how = Text("", "") if "/" in said else Text("，应写成“地名：待遇名称”", ": write it as 地名：待遇名称 (place: name)")
            raise _wrong(Text(f"没有待遇“{said}”{how.zh}", f"there is no benefit `{said}`{how.en}"), self._nearest(said))
        place, name = said[:colon].strip(), said[colon + 1 :].strip().translate(_UNQUOTED)
        if place not in self._places:
            known = "、".join(self._short_places())
            raise _wrong(Text(f"没有“{place}”的文件，可写：{known}", f"no document of `{place}`: there are {known}"), self._nearest(name))
        return self._of_place(place, name, self._places[place])

    def short(self, benefit: str) -> str:
        """How people call a benefit: with the shortest name of its place; by its full name where that alone tells it."""
        one = self._full[benefit]
        place = self._rules.places.get(self._rules.rulesets[one.ruleset].document.place)
        for written in () if place is None else sorted((written for written, _ in forms(place.name.zh)), key=len):
            said = f"{written}：{one.name.zh}"
            try:
                if self.full_name(said) == benefit:
                    return said
            except NamingError:
                continue
        return benefit

    def _of_place(self, place: str, name: str, names: Mapping[str, list[str]]) -> str:
        if name not in names:
            close = nearest(name, names)
            elsewhere = self._nearest(name) if close is None else f"{place}：{close}"
            raise _wrong(Text(f"“{place}”的文件没有待遇“{name}”", f"`{place}` has no benefit `{name}`"), elsewhere)
        if len(names[name]) > 1:
            several = "、".join(f'"{one}"' for one in names[name])
            raise NamingError(
                Text(
                    f"“{place}”有{len(names[name])}项待遇都叫“{name}”，请写全名：{several}",
                    f"the name is borne more than once: write one of {several}",
                )
            )
        return names[name][0]

    def _short_places(self) -> Iterator[str]:
        """How the place of each document is written most shortly."""
        shortest: dict[str, str] = {}
        for written, names in self._places.items():
            for benefits in names.values():
                ruleset = benefits[0].partition("/")[0]
                shortest[ruleset] = min(shortest.get(ruleset, written), written, key=len)
        return iter(dict.fromkeys(shortest.values()))

    def _nearest(self, name: str) -> str | None:
        """A benefit of any place with the most similar name."""
        if "/" in name:
            return nearest(name, self._full)
        known = {one: place for place in self._short_places() for one in self._places[place]}
        close = nearest(name, known)
        return None if close is None else f"{known[close]}：{close}"


def _wrong(message: Text, near: str | None) -> NamingError:
    """Nothing is called so; the nearest name that there is, if any."""
    if near is None:
        return NamingError(message)
    return NamingError(Text(f"{message.zh}，是否“{near}”？", f"{message.en}, did you mean `{near}`?"))
