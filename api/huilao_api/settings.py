"""Settings from the environment, with the prefix `HUILAO_`."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_core import PydanticCustomError, from_json
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from .who import Role

PREFIX = "HUILAO_"
COMMANDS = ("HOST", "PORT", "WORKERS", "JOB_WORKERS", "URL", "KEY", "CACHE", "EDITOR")
"""What the commands read that start the service, ask one, or build it."""
ORIGIN = r"^https?://[A-Za-z0-9.\-\[\]:]+$"
"""An origin as browsers say it: scheme, host and port, and no stars."""
ORIGIN_OR_ALL = rf"{ORIGIN}|^\*$"
TOLD = "^https?://[!-~]+$"
"""How an address is written to which something is sent: of ASCII."""
ADDRESS = r"^https?://\S+$"


def _listed(said: object) -> object:
    """What stands in a variable with commas, or as a JSON list; pydantic-settings alone would take the latter only."""
    if not isinstance(said, str):
        return said
    if said.lstrip().startswith("["):
        try:
            return from_json(said)
        except ValueError:
            zh, en = "不是正确的 JSON 列表；也可以直接写，用逗号隔开", "no JSON list; it may be written plainly, too, with commas"
            raise PydanticCustomError("list", "{zh} / {en}", {"zh": zh, "en": en}) from None
    return [one.strip() for one in said.split(",") if one.strip()]


def _mapped(said: object) -> object:
    """A JSON object. Read here, so that what is no JSON is told like every other mistake."""
    if not isinstance(said, str):
        return said
    try:
        return from_json(said)
    except ValueError:
        example = '{"civil": "caseworker"}'
        raise PydanticCustomError(
            "map", "{zh} / {en}", {"zh": f"应写成 JSON，例如 {example}", "en": f"write it as JSON, such as {example}"}
        ) from None


LONGEST_KEPT = 36_500
"""Days for which something may be said to be kept: a hundred years."""
Seconds = Annotated[float, Field(ge=0.1, le=86_400)]
"""For which something waits: a day at most, and never in a loop without rest."""


class Settings(BaseSettings):
    """What the service can be told."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True)  # a line of a template without a value sets nothing

    rules: Path | None = Field(default=None, description="folder of the rule book; the shipped one by default")
    lang: Literal["zh", "en"] = Field(default="zh", description="language where the caller names none")
    assurance: Literal["always", "off"] | Annotated[float, Field(ge=0, le=1)] = Field(
        default="always", description="when the network checks the proofs: always, off, or a share"
    )
    receipt_key: SecretStr | None = Field(
        default=None, description="the office's key for receipts; without one they have no digest of the facts"
    )
    receipt_key_file: Path | None = Field(default=None, description="a file with that key; it counts before the key itself")
    auth: Literal["on", "off"] = Field(
        default="on", description="off: nobody signs in and everybody may everything, for a demonstration on the machine itself"
    )
    database: str | None = Field(
        default=None, description="address of the database as SQLAlchemy has it; a file of SQLite in the user's data folder by default"
    )
    secret: SecretStr | None = Field(default=None, description="the office's secret, of which all keys of the store are derived")
    secret_file: Path | None = Field(default=None, description="a file with that secret; it counts before the secret itself")
    keep_days: int | None = Field(
        default=None, gt=0, le=LONGEST_KEPT, description="the facts of decisions that are older than so many days are erased"
    )
    rate: int = Field(default=1_200, gt=0, description="requests a minute of one key or account at most")
    rate_address: int = Field(default=6_000, gt=0, description="requests a minute from one network address at most")
    at_once: int = Field(default=8, gt=0, description="requests of one key or account that are worked on at the same time")
    public_url: str | None = Field(
        default=None, pattern=ADDRESS, description="address at which people reach the service, where that is another than it sees"
    )
    oidc_issuer: str | None = Field(
        default=None, pattern=ADDRESS, description="the OpenID provider where people sign in, as its documents name it"
    )
    oidc_client_id: str = Field(default="huilao", description="what the provider calls this service")
    oidc_client_secret: SecretStr | None = Field(default=None, description="its secret with the provider, where it has one")
    oidc_name_claim: str = Field(default="sub", description="the claim that names a person, always the same and never another's")
    oidc_role_claim: str = Field(default="roles", description="the claim with roles; dots lead inside: realm_access.roles")
    oidc_roles: Annotated[dict[str, Role], NoDecode, BeforeValidator(_mapped)] = Field(
        default={}, description="the provider's roles as ours, the first that a person has; as JSON"
    )
    oidc_places_claim: str | None = Field(
        default=None, description="the claim with division codes that a person is bound to; none by default"
    )
    max_body: int = Field(default=1_000_000, gt=0, description="bytes of a request body at most")
    body_seconds: Seconds = Field(default=20, description="seconds in which a request body must have come")
    switch_seconds: Seconds = Field(default=1, description="seconds between two looks at which version is to be in service")
    job_lease: Seconds = Field(default=60, description="seconds after which the work of a worker that says nothing is taken over")
    work: Path | None = Field(default=None, description="folder of registers and results; beside a database of SQLite by default")
    max_register: int = Field(default=200_000_000, gt=0, description="bytes of a register at most")
    register_seconds: Seconds = Field(default=600, description="seconds in which a register must have come")
    keep_screenings: int = Field(
        default=30, gt=0, le=LONGEST_KEPT, description="registers and results that are older than so many days are erased"
    )
    webhook_private: bool = Field(
        default=False, description="webhooks may lead to private addresses and to this machine, there over http too: for an intranet"
    )
    cors_origins: Annotated[list[Annotated[str, Field(pattern=ORIGIN_OR_ALL)]], NoDecode, BeforeValidator(_listed)] = Field(
        default=[], description="origins of pages that may ask from a browser, with commas between them, or as a JSON list"
    )
    embed_origins: Annotated[list[Annotated[str, Field(pattern=ORIGIN)]], NoDecode, BeforeValidator(_listed)] = Field(
        default=[],
        description="origins of pages that may show the public check, with commas between them, or as a JSON list; none: there is no public check",
    )
    embed_rate: int = Field(default=120, gt=0, description="requests a minute from one network address to the public check at most")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="what is written to the log")

    def given(self) -> list[str]:
        """The names of the settings that are other than by default, for the log: never their values."""
        fields = type(self).model_fields
        return sorted(f"{PREFIX}{name.upper()}" for name in self.model_fields_set if getattr(self, name) != fields[name].default)


def unknown() -> dict[str, str | None]:
    """What the environment has of our prefix and nothing reads, and which name may be meant."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields] + [PREFIX + name for name in COMMANDS]
    others = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return {name: next(iter(get_close_matches(name, known, 1)), None) for name in others}
