"""Why, why not, what is missing: conditions to proofs, quantities to how they are made up, and what of a proof decides."""

from .deciding import Deciding
from .prover import Prover

__all__ = ["Deciding", "Prover"]
