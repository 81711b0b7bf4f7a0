"""`--set key=value`: a recipe with some of its keys changed, as strictly as if the file had said so."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from seesame.configuration import build_from
from seesame.errors import ConfigError
from seesame.train.recipe import AnyRecipe


def changed(recipe: AnyRecipe, texts: Iterable[str]) -> AnyRecipe:
    """The recipe with `steps=500`, `optimiser.heads=2e-3` or `sources.0.weight=0.4` in place of what it said.

    Raises: ConfigError: a text is not key=value, or there is no such key, or it is of another kind.
    """
    content = json.loads(json.dumps(dataclasses.asdict(recipe)))
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals or not path:
            raise ConfigError(f"--set {text!r} was given, expected KEY=VALUE; write it as in --set steps=500")
        _put(content, path, _value(value))
    return build_from(type(recipe), content, "--set")


def _value(text: str) -> Any:
    """A number, true, false, a list or a text in quotes as JSON has them; anything else is a text as it stands."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _put(content: Any, path: str, value: Any) -> None:
    """Set one value by its dotted path; an unknown last key of a table is left to the recipe's own check."""
    *parents, last = path.split(".")
    place = content
    for name in parents:
        place = place[_key(place, name, path)]
    known = _key(place, last, path) if isinstance(place, list) or last in place else last
    place[known] = value


def _key(place: Any, name: str, path: str) -> str | int:
    """What `name` means in a table or a list."""
    if isinstance(place, dict) and name in place:
        return name
    if isinstance(place, list) and name.isdigit() and int(name) < len(place):
        return int(name)
    names = range(len(place)) if isinstance(place, list) else place if isinstance(place, dict) else ()
    known = ", ".join(map(str, names)) or "nothing"
    raise ConfigError(f"--set {path}: the recipe has no {name!r} there, expected one of: {known}")
