"""Whether rules are sound and what an edit of them changes, for anybody at all: by the SMT solver Z3 (extra `verify`)."""

from ..extras import require

require("verify", "z3")
