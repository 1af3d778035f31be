"""Why, why not, what is missing: conditions to proofs."""

from .prover import Prover

__all__ = ["Prover"]
