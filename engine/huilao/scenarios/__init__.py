"""Scenarios in Chinese Gherkin: the executable specification of the policies.

pytest-bdd runs them as tests (`tests/conftest.py` registers the steps), `huilao coverage` reads the people in them.
"""

from .features import Case, Run, read_features, run_features
from .steps import STEPS
from .story import Act, Said, ScenarioError, Story

__all__ = ["STEPS", "Act", "Case", "Run", "Said", "ScenarioError", "Story", "read_features", "run_features"]
