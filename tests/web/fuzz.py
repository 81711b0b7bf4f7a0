"""What schemathesis needs to get beyond names of things that are not there: SCHEMATHESIS_HOOKS=tests.web.fuzz.

Pictures and cards that a request names are put in the place of made-up ones, three times out of four.
"""

from __future__ import annotations

import os
import re
from typing import Any

import schemathesis

SHAPES = {"picture": r"[ufc]-[A-Za-z0-9_-]{1,2000}", "card": r"[a-z0-9][a-z0-9-]{0,62}"}
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
    """What is of the wrong shape on purpose stays as it is."""
    fits = key in SHAPES and re.fullmatch(SHAPES[key], made_up) is not None
    return NAMES[key] if fits and NAMES[key] and len(made_up) % 4 else made_up


@schemathesis.check
def the_schema_tells_the_shape(context: Any, response: Any, case: Any) -> None:
    """What fits the schema may be unusable, but never of the wrong shape."""
    told = response.json() if "problem+json" in response.headers.get("content-type", [""])[0] else {}
    if case.meta.generation.mode.is_positive:
        assert told.get("code") not in ("invalid-request", "bad-request"), told
