"""Huilao for agents: the same answers by the Model Context Protocol. Nothing is kept, changed or published by it."""
