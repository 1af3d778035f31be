"""Runs the migrations on the connection that `database.upgrade` gives."""

from alembic import context

from huilao_api.store.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
