"""Settings from the environment, with the prefix `HUILAO_`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    max_body: int = Field(default=1_000_000, gt=0, description="bytes of a request body at most")
    body_seconds: float = Field(default=20, gt=0, description="seconds in which a request body must have come")
    cors_origins: list[str] = Field(default=[], description="origins of pages that may ask from a browser, as a JSON list")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="what is written to the log")

    def given(self) -> list[str]:
        """The names of the settings that were given, for the log: never their values."""
        return sorted(f"HUILAO_{name.upper()}" for name in self.model_fields_set)
