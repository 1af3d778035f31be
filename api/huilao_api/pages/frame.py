"""What all pages share: language and theme, who is signed in, where they may go, and what a page may load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from huilao import Text

from ..routes.told import own_origin
from ..service import Service
from ..web.problems import LANGUAGE_COOKIE
from ..who import Asker, Permission
from .assets import asset

THEME_COOKIE = "huilao_theme"
THEMES = ("auto", "light", "dark")
A_YEAR = 365 * 24 * 3_600
HTML_WEIGHT = 60_000
"""Bytes that a page comes to, with all that it loads, as they are sent: the workbench alone may come to more."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load: its own style sheet and modules, and nothing that stands in the page itself."""
CHECK = "/embed"
"""The public check, which pages of others may frame: it has no navigation, and leaves no cookie."""
PART = "X-Huilao-Part"
"""The header by which a module asks for the inside of a page alone."""


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the pages, and who may enter it."""

    path: str
    label: Text
    who: tuple[Permission, ...]
    kept: bool = True
    """Whether what it shows is kept: a service that keeps nothing has no such room."""


ROOMS: Sequence[Room] = (
    Room("/desk", Text("办事台", "Desk"), (Permission.ASK,), kept=False),
    Room("/book", Text("规则库", "Rule book"), (Permission.ASK, Permission.SEE_VERSIONS), kept=False),
    Room("/screenings", Text("筛查", "Screening"), (Permission.SCREEN,)),
    Room("/workbench", Text("编辑", "Workbench"), (Permission.SEE_VERSIONS,)),
    Room("/decisions", Text("存档", "Decisions"), (Permission.READ_DECISIONS,)),
    Room("/audit", Text("日志", "Log"), (Permission.READ_LOG,)),
    Room("/accounts", Text("账号", "Accounts"), (Permission.MANAGE_KEYS,)),
    Room("/keys", Text("密钥", "Keys"), (Permission.MANAGE_KEYS,)),
    Room("/webhooks", Text("通知", "Webhooks"), (Permission.MANAGE_WEBHOOKS,)),
    Room("/erasure", Text("删除信息", "Erasure"), (Permission.ERASE,)),
)
"""In the order of the navigation."""

pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def page(
    request: Request, serving: Service, template: str, asker: Asker | None, *, status: int = 200, language: str | None = None,
    headers: Mapping[str, str] | None = None, **said: Any,
) -> HTMLResponse:  # fmt: skip
    """A page in the language and theme of whoever asks, or its inside alone for a module of ours."""
    language = language or serving.language(request)
    asked = request.query_params.get("theme")
    theme = asked if asked in THEMES else request.cookies.get(THEME_COOKIE, "auto")
    frame: dict[str, Any] = {
        "base": "part.html" if PART in request.headers else "bare.html" if request.url.path == CHECK else "base.html",
        "lang": language, "t": in_language(language), "theme": theme if theme in THEMES else "auto", "asset": asset,
        "asker": asker, "name": shown_name(asker), "rooms": rooms_of(asker, serving), "path": request.url.path,
        "without_sign_in": serving.settings.auth == "off", "keeps": serving.database is not None, "switch": partial(_switched, request), "form_id": None,
        "home": _switched(request) if request.url.path == CHECK else "/",
    }  # fmt: skip
    content = pages.get_template(template).render(frame | said)
    response = HTMLResponse(
        content, status, {"Content-Security-Policy": _policy(request, serving), "Content-Language": language, **(headers or {})}
    )
    if request.url.path == CHECK:
        return response
    if request.query_params.get("lang") in ("zh", "en"):
        _keep(response, LANGUAGE_COOKIE, language, request, serving)
    if asked in THEMES:
        _keep(response, THEME_COOKIE, asked, request, serving)
    return response


def in_language(language: str) -> Callable[[str, str], str]:
    """What pages say themselves, Chinese and English side by side."""
    return lambda zh, en: zh if language == "zh" else en


def rooms_of(asker: Asker | None, serving: Service) -> list[Room]:
    """Where somebody may go."""
    there = [one for one in ROOMS if serving.database is not None or not one.kept]
    return [one for one in there if asker is not None and any(map(asker.may, one.who))]


def shown_name(asker: Asker | None) -> str:
    """What somebody who is signed in is called; empty where nobody is."""
    return "" if asker is None or asker.role is None else asker.name.partition(":")[2].removeprefix("oidc:")


def own_path(address: str) -> str:
    """A path of ours that somebody wanted to go to, else where everybody begins."""
    parts = urlsplit(address)
    ours = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and parts.path.isprintable() else "/"


def _policy(request: Request, serving: Service) -> str:
    """What the page may load, and whose pages may frame it."""
    framed = request.url.path == CHECK and serving.settings.embed_origins
    return POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(serving.settings.embed_origins)}") if framed else POLICY


def leads_to(path: str) -> Callable[..., str]:
    """In another language or theme, what is the answer to a form begins again at its page: given to `page` as `switch`."""

    def switch(**to: str) -> str:
        return f"{path}?{urlencode(to)}"

    return switch


def led_back(request: Request, path: str) -> RedirectResponse:
    """From an address that only a form can ask for, opened after signing in anew or from the browser's history, to where the form is."""
    return RedirectResponse(f"{path}?{request.url.query}" if request.url.query else path, 303)


def _switched(request: Request, **to: str) -> str:
    """The same address in another language or theme."""
    url = request.url.include_query_params(**to)
    return f"{url.path}?{url.query}"


def _keep(response: Response, name: str, value: str, request: Request, serving: Service) -> None:
    secure = own_origin(request, serving).startswith("https:")
    response.set_cookie(name, value, max_age=A_YEAR, httponly=True, samesite="lax", secure=secure)
