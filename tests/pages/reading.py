"""A page as somebody without a browser's eyes meets it: its words, its controls with their names, where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any as Anything

from starlette.testclient import TestClient

VOID = frozenset({"meta", "link", "input", "br", "rect", "img"})
SILENT = frozenset({"script", "style", "title"})


@dataclass
class Element:
    tag: str
    attributes: Mapping[str, str]
    inside: list[Element | str] = field(default_factory=list["Element | str"])

    @property
    def text(self) -> str:
        return "" if self.tag in SILENT else "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Those inside with one of the tags and these attributes, in their order."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        found: list[Element] = []
        for one in self.inside:
            if isinstance(one, Element):
                if (not tags or one.tag in tags) and all(one.attributes.get(name) == value for name, value in wanted.items()):
                    found.append(one)
                found += one.all(*tags, **attributes)
        return found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(one)
        if tag not in VOID:
            self.open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes what it did not open"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(html: str) -> Element:
    """A page as a tree; a tag that is not closed where it was opened is a mistake."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    (document,) = parser.open
    return document


def squeezed(text: str) -> str:
    """A text without its spaces, which pages put where they like."""
    return "".join(text.split())


class Reader:
    """Somebody at the desk, without a script, in a browser that has kept nothing of those before."""

    def __init__(self, client: TestClient, headers: Mapping[str, str]) -> None:
        client.cookies.clear()
        self.client = client
        self.headers = headers
        self.response: Anything = None

    def get(self, path: str, **headers: str) -> Element:
        self.response = self.client.get(path, headers={**self.headers, **headers}, follow_redirects=False)
        return parsed(self.response.text)

    def post(self, path: str, form: Mapping[str, str | Sequence[str]], **headers: str) -> Element:
        self.response = self.client.post(path, data=dict(form), headers={**self.headers, **headers}, follow_redirects=False)
        return parsed(self.response.text)
