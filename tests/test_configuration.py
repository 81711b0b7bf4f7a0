from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from seesame.configuration import read_toml, said, to_toml
from seesame.errors import ConfigError


@dataclass(frozen=True)
class Inner:
    share: float = 0.25
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outer:
    name: str
    steps: int = 3
    exact: bool = True
    note: str | None = None
    inner: Inner = field(default_factory=Inner)
    parts: tuple[Inner, ...] = ()
    sides: tuple[float, float] = (1.0, 2e-7)


@pytest.mark.parametrize(
    "value",
    [
        Outer("plain"),
        Outer('quotes " and \\ and \n lines, é, \x7f', 0, False, "noted"),
        Outer("parts", parts=(Inner(1.0, ("a", "b]")), Inner(1e-300))),
        Outer("", inner=Inner(float("inf"), ("",))),
    ],
)
def test_toml_reads_back_to_the_same(value: Outer, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(to_toml(value), encoding="utf-8")
    assert read_toml(Outer, path) == value
    assert said(path, "steps") == value.steps
    assert said(path, "note") == value.note


def test_what_toml_has_no_word_for() -> None:
    with pytest.raises(ConfigError, match=r"inner\.share is \{\}, expected a number"):
        to_toml(Outer("a", inner=Inner({})))  # type: ignore[arg-type]
