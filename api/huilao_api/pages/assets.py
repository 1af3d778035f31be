"""Style sheet and modules: under names that change with what is in them, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """Every file by the name under which it is sent, with its kind."""
    found: dict[str, tuple[bytes, str]] = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in KINDS:
            content = path.read_bytes()
            found[f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"] = (content, KINDS[path.suffix])
    return found


@cache
def asset(name: str) -> str:
    """The address of a file of the folder. Raises KeyError where there is none."""
    stem, _, suffix = name.rpartition(".")
    sent = next((one for one in _files() if one.startswith(f"{stem}.") and one.endswith(f".{suffix}")), None)
    if sent is None:
        raise KeyError(name)
    return f"/static/{sent}"


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """One of the files; what has another digest than it has now is not there."""
    if name not in _files():
        raise HTTPException(404)
    content, kind = _files()[name]
    return Response(content, media_type=kind, headers={"Cache-Control": FOREVER})
