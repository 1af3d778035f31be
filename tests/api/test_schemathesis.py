"""The OpenAPI document put to the test by Schemathesis: what is sent by it, and what breaks it, is answered as it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any as Anything

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as _checks

from huilao import Rulebook
from huilao.profile.dates import FIRST_DAY, LAST_DAY
from huilao_api.web.openapi import HEADERS
from huilao_api.web.problems import PROBLEM_JSON
from huilao_api.who import Permission, Role

from .conftest import Bureau, bureau_of

FEW = 2
"""As every run asks: always the same. More of them are others each time."""
EXAMPLES = int(os.environ.get("HUILAO_SCHEMATHESIS", FEW))
"""Requests of each kind to every route."""
MALFORMED = ("request", "json", "http")
"""Problems of requests that break the document; every other is of one that keeps to it, for no schema says which facts contradict each
other, or which places there are.
"""
checks: Anything = _checks
EVERY_CHECK: Anything = list(HealthCheck)
ONE_BY_ONE = ("/v1/evaluate/batch",)
"""What answers a bad profile in its place among the others."""


@pytest.fixture(scope="module", params=["on", "off"])
def bureau(request: pytest.FixtureRequest, book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """With sign-in and without."""
    schemathesis.openapi.format("date", some.dates(FIRST_DAY, LAST_DAY).map(str))
    many = 1_000_000_000
    address = f"sqlite:///{tmp_path_factory.mktemp('schemathesis') / 'huilao.sqlite3'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huilao_api.web.limits.SIGN_INS", many)
        patch.setattr("huilao_api.who.MAY", {role: frozenset(Permission) for role in Role})  # one key is good for every route
        with bureau_of(book, auth=request.param, database=address, rate=many, rate_address=many) as opened:
            yield opened


def test_every_route_answers_as_the_document_says(bureau: Bureau) -> None:
    """No fault, no status, media type or shape that is not documented; what breaks the document is refused, what keeps to it is not
    malformed; who shows no key gets nothing.
    """
    document: Anything = schemathesis.openapi.from_asgi("/openapi.json", bureau.client.app)
    headers, found = bureau.key(Role.ADMIN), dict[tuple[str, str], str]()

    def ask(case: Anything) -> None:
        told = f"\n{case.as_curl_command()}"
        try:
            answer = case.call(headers=headers)
            of = answer.json()["type"] if PROBLEM_JSON in answer.headers.get("content-type", "") else "request"
            together = "explain" in (case.query or {}) and case.query.get("view") == "page"  # no schema says that one excludes the other
            well_formed = together or of.removeprefix("urn:huilao:problem:") not in MALFORMED
            excluded: list[Anything] = [checks.positive_data_acceptance] * well_formed + [checks.negative_data_rejection] * (
                case.operation.path in ONE_BY_ONE
            )
            documented = case.operation.definition.raw["responses"].get(str(answer.status_code), {}).get("headers", {})
            assert [name for name in HEADERS if name in answer.headers and name not in documented] == []
            case.validate_response(answer, headers=headers, excluded_checks=excluded)
        except FailureGroup as failures:
            found.update({(case.operation.label, one.title): f"{one}{told}" for one in failures.exceptions})
        except Exception as fault:  # noqa: BLE001  # a fault of a route, to be told with the others
            found[case.operation.label, type(fault).__name__] = f"{fault}{told}"

    for operation in document.get_all_operations():
        for mode in GenerationMode:
            cases = operation.ok().as_strategy(generation_mode=mode)
            asked = settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                derandomize=EXAMPLES == FEW,
                phases=[Phase.generate],
                suppress_health_check=EVERY_CHECK,
            )(given(cases)(ask))
            with suppress(Unsatisfiable):  # a route that takes nothing cannot be asked wrongly
                asked()

    assert not found, "\n\n".join(f"{route}: {what}" for (route, _), what in found.items())
