"""The one place where code is written and run: functions of which every interpreter that compiles rules writes the lines.

The source of a function has only names that are made here. Whatever comes from a rule file (values, codes, places) stands
in the function's namespace, never in its source: no text of a rule file is ever run.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any


class Code:
    """The body of one function: lines that give values to variables, and a namespace of constants."""

    def __init__(self, **names: object) -> None:
        """`names` are those that expressions may use besides variables, constants and the parameters."""
        self.lines: list[str] = []
        self.space: dict[str, Any] = dict(names)
        self._variables: dict[Hashable, str] = {}

    def variable(self, expression: str) -> str:
        """A new variable with this value."""
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {expression}")
        return name

    def once(self, key: Hashable, expression: str) -> str:
        """A variable with this value, the same one whenever the key is asked for again."""
        if key not in self._variables:
            self._variables[key] = self.variable(expression)
        return self._variables[key]

    def known(self, key: Hashable) -> str | None:
        """The variable of a key, if it was made."""
        return self._variables.get(key)

    def keep(self, key: Hashable, variable: str) -> str:
        """Let a key stand for a variable that was made."""
        self._variables[key] = variable
        return variable

    def constant(self, value: object) -> str:
        """A name for a constant."""
        name = f"k{len(self.space)}"
        self.space[name] = value
        return name

    def apart(self) -> Code:
        """The same function, with keys of one's own: where they stand for something else than here."""
        other = Code()
        other.lines, other.space = self.lines, self.space
        return other

    def function(self, parameters: str, result: str) -> Any:
        """The function of these parameters (`person, day`) with these lines that returns this."""
        body = "".join(f"    {line}\n" for line in (*self.lines, f"return {result}"))
        exec(compile(f"def written({parameters}):\n{body}", "<rules>", "exec"), self.space)  # noqa: S102  # our own names only
        return self.space["written"]
