"""What schemathesis needs to get beyond names of things that are not there: SCHEMATHESIS_HOOKS=tests.web.fuzz.

Pictures and cards that a request names are put in the place of made-up ones, three times out of four.
"""

from __future__ import annotations

import os
from typing import Any

import schemathesis

NAMES = {"picture": os.environ.get("SEESAME_FUZZ_PICTURE", ""), "card": os.environ.get("SEESAME_FUZZ_CARD", "")}


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Real names in a body."""
    return _named(body)


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    """Real names in an address."""
    return _named(path_parameters)


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _name(key, inner) if isinstance(inner, str) else _named(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_named(each) for each in value]
    return value


def _name(key: str, made_up: str) -> str:
    real = NAMES.get(key)
    return real if real and len(made_up) % 4 and made_up.isascii() and _fits(key, made_up) else made_up


def _fits(key: str, made_up: str) -> bool:
    """Whether what was made up is what it should be: what is wrong on purpose stays wrong."""
    return made_up[:2] in ("u-", "f-", "c-") and len(made_up) > 2 if key == "picture" else made_up[:1].isalnum()


@schemathesis.check
def the_schema_tells_the_shape(context: Any, response: Any, case: Any) -> None:
    """What fits the schema may be unusable, but never of the wrong shape."""
    told = response.json() if "problem+json" in response.headers.get("content-type", [""])[0] else {}
    if case.meta.generation.mode.is_positive:
        assert told.get("code") not in ("invalid-request", "bad-request"), told
