"""The Huilao service: the rule book over HTTP."""
