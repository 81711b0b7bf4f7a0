"""Configuration is data: strict TOML, or any plain values, to frozen dataclasses."""

from __future__ import annotations

import dataclasses
import difflib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from seesame.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")


def read_toml(kind: type[T], path: Path) -> T:
    """A frozen dataclass from a TOML file.

    Raises: ConfigError: no such file, no TOML, an unknown or missing key, a value of the wrong kind.
    """
    return build_from(kind, _content(path), str(path))


def said(path: Path, key: str) -> Any:
    """What a TOML file says of a key; None for nothing.

    Raises: ConfigError: no such file, no TOML.
    """
    return _content(path).get(key)


def _content(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return content
    except OSError as error:
        raise ConfigError(f"{path}: cannot be opened ({error.strerror}); give the path of a recipe") from error
    except ValueError as error:  # of TOML, or of the text's encoding
        raise ConfigError(f"{path}: is not TOML ({error}); mend it there") from error


def build_from(kind: type[T], content: Mapping[str, Any], where: str) -> T:
    """A frozen dataclass from plain values, strictly.

    Raises: ConfigError: names the unknown key's nearest neighbour, the missing key or the value of the wrong kind.
    """
    fields = {each.name: each for each in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in content:
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(fields)}"
            raise ConfigError(f"{where}: there is no key {key!r}; {hint}")
    for name, each in fields.items():
        required = each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
        if required and name not in content:
            raise ConfigError(f"{where}: the key {name!r} is missing")
    hints = get_type_hints(kind)
    return kind(**{key: _value(hints[key], value, f"{where}: {key}") for key, value in content.items()})


def to_toml(value: Any) -> str:
    """A frozen dataclass as TOML that `read_toml` reads back to the same value; what is None is left out.

    Plain values first, then tables, then lists of tables, as TOML wants them.

    Raises: ConfigError: a field holds what TOML has no word for.
    """
    return "\n".join(_table(value, "")).strip() + "\n"


def _table(value: Any, path: str) -> list[str]:
    """The lines of one table and of all below it."""
    plain, tables, lists = [], [], []
    for each in dataclasses.fields(value):
        inner = getattr(value, each.name)
        below = f"{path}.{each.name}" if path else each.name
        if dataclasses.is_dataclass(inner):
            tables += ["", f"[{below}]", *_table(inner, below)]
        elif isinstance(inner, tuple) and inner and all(dataclasses.is_dataclass(part) for part in inner):
            lists += [line for part in inner for line in ("", f"[[{below}]]", *_table(part, below))]
        elif inner is not None:
            plain.append(f"{each.name} = {_word(inner, below)}")
    return [*plain, *tables, *lists]


def _word(value: Any, where: str) -> str:
    """A plain value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)  # inf and nan are TOML's words, too
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple):
        return f"[{', '.join(_word(part, where) for part in value)}]"
    raise ConfigError(f"{where} is {value!r}, expected a number, a text, true, false or a list of them")


def _value(hint: Any, value: Any, where: str) -> Any:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and isinstance(value, Mapping):
        return build_from(hint, value, where)
    inner: tuple[Any, ...] = getattr(hint, "__args__", ())
    for each in inner:  # of "a tuple or nothing"
        if getattr(each, "__origin__", None) is tuple and isinstance(value, list):
            return _value(each, value, where)
    if getattr(hint, "__origin__", None) is tuple and isinstance(value, list):
        if inner[-1] is not Ellipsis and len(value) != len(inner):
            raise ConfigError(f"{where} has {len(value)} values; expected {len(inner)}")
        return tuple(_value(inner[0], each, f"{where}[{index}]") for index, each in enumerate(value))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    allowed = inner if inner and getattr(hint, "__origin__", None) is not tuple else (hint,)
    if not any(isinstance(each, type) and type(value) is each for each in allowed):
        raise ConfigError(f"{where} is {value!r}; expected {hint if inner else getattr(hint, '__name__', hint)}")
    return value
