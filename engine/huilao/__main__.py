"""`python -m huilao` is the command `huilao`."""

from .cli import main

main()
