"""Settings from the environment, with the prefix `HUILAO_`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from .who import Role


class Settings(BaseSettings):
    """What the service can be told."""

    model_config = SettingsConfigDict(env_prefix="HUILAO_")

    rules: Path | None = Field(default=None, description="folder of the rule book; the shipped one by default")
    lang: Literal["zh", "en"] = Field(default="zh", description="language where the caller names none")
    assurance: Literal["always", "off"] | float = Field(
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
    keep_days: int | None = Field(default=None, gt=0, description="the facts of decisions that are older than so many days are erased")
    rate: int = Field(default=1_200, gt=0, description="requests a minute of one key or account at most")
    rate_address: int = Field(default=6_000, gt=0, description="requests a minute from one network address at most")
    at_once: int = Field(default=8, gt=0, description="requests of one key or account that are worked on at the same time")
    public_url: str | None = Field(
        default=None, description="address at which people reach the service, where that is another than it sees"
    )
    oidc_issuer: str | None = Field(default=None, description="the OpenID provider where people sign in, as its documents name it")
    oidc_client_id: str = Field(default="huilao", description="what the provider calls this service")
    oidc_client_secret: SecretStr | None = Field(default=None, description="its secret with the provider, where it has one")
    oidc_name_claim: str = Field(default="sub", description="the claim that names a person, always the same and never another's")
    oidc_role_claim: str = Field(default="roles", description="the claim with roles; dots lead inside: realm_access.roles")
    oidc_roles: dict[str, Role] = Field(default={}, description="the provider's roles as ours, the first that a person has; as JSON")
    oidc_places_claim: str | None = Field(
        default=None, description="the claim with division codes that a person is bound to; none by default"
    )
    max_body: int = Field(default=1_000_000, gt=0, description="bytes of a request body at most")
    body_seconds: float = Field(default=20, gt=0, description="seconds in which a request body must have come")
    switch_seconds: float = Field(default=1, gt=0, description="seconds between two looks at which version is to be in service")
    job_lease: float = Field(default=60, gt=0, description="seconds after which the work of a worker that says nothing is taken over")
    work: Path | None = Field(default=None, description="folder of registers and results; beside a database of SQLite by default")
    max_register: int = Field(default=200_000_000, gt=0, description="bytes of a register at most")
    register_seconds: float = Field(default=600, gt=0, description="seconds in which a register must have come")
    keep_screenings: int = Field(default=30, gt=0, description="registers and results that are older than so many days are erased")
    webhook_private: bool = Field(
        default=False, description="webhooks may lead to private addresses and to this machine, there over http too: for an intranet"
    )
    cors_origins: list[str] = Field(default=[], description="origins of pages that may ask from a browser, as a JSON list")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="what is written to the log")

    def given(self) -> list[str]:
        """The names of the settings that were given, for the log: never their values."""
        return sorted(f"HUILAO_{name.upper()}" for name in self.model_fields_set)
