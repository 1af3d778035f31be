"""Whether a key was replaced"""
# pyright: basic

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("api_key", sa.Column("replaced", sa.DateTime(timezone=True), nullable=True))
