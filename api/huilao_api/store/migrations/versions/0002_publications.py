"""Which version is in service when; files of rule books once each"""
# pyright: basic

from __future__ import annotations

import hashlib
import io
import zipfile

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:

    rule_file = op.create_table(
        "rule_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("takes_effect", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("draft", sa.String(length=36), nullable=True),
        sa.Column("submitted_by", sa.String(length=200), nullable=True),
        sa.Column("returns_to", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("comparison", sa.LargeBinary(), nullable=True),
        sa.Column("served", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index("publication_by_effect", ["takes_effect", "number"], unique=False)

    op.add_column("edition", sa.Column("files", sa.JSON(), nullable=True))
    edition = sa.table("edition", sa.column("version"), sa.column("archive", sa.LargeBinary()), sa.column("files", sa.JSON()))
    connection = op.get_bind()
    known: set[str] = set()
    for version, archive in connection.execute(sa.select(edition.c.version, edition.c.archive)).all():
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            contents = {name: files.read(name) for name in files.namelist()}
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        new = {digests[name]: content for name, content in contents.items() if digests[name] not in known}
        if new:
            connection.execute(sa.insert(rule_file), [{"digest": digest, "content": content} for digest, content in new.items()])
        known |= new.keys()
        connection.execute(sa.update(edition).where(edition.c.version == version).values(files=digests))
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.alter_column("files", existing_type=sa.JSON(), nullable=False)
        batch_op.drop_column("archive")
