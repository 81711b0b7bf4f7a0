"""Several examinations that belong together, such as those of one table of a paper, as one strict TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from seesame.configuration import read_toml
from seesame.errors import ConfigError
from seesame.evaluate.protocol import Protocol
from seesame.evaluate.systems import SYSTEMS, check_name


@dataclass(frozen=True)
class Joined:
    """One of several datasets that are searched as one: its path in the folder that was given, and what to call objects
    that its format gives no name."""

    dataset: str
    category: str = "object"


@dataclass(frozen=True)
class Planned:
    """One examination: what is asked of which systems.

    Attributes:
        name: what its report is called.
        systems: names of `SYSTEMS`; the first is meant, the others stand beside it.
        weights: a name that ships or a folder.
        part: of COCO's official folders, where these are searched.
        dataset: what is searched, in the folder that was given; None for what was given itself.
        category: what to call objects that the dataset's format gives no name.
        joined: several datasets instead, searched as one: each is asked for the others' things, which are not there.

    Raises: ConfigError: there is no such system, or a dataset and joined ones came together.
    """

    name: str
    protocol: Protocol = field(default_factory=Protocol)
    systems: tuple[str, ...] = ("finder",)
    weights: str = "default"
    part: str = "test"
    dataset: str | None = None
    category: str = "object"
    joined: tuple[Joined, ...] = ()

    def __post_init__(self) -> None:
        if self.dataset is not None and self.joined:
            raise ConfigError(f"the examination {self.name!r} came with dataset and joined, expected one of them")
        for name in self.systems:
            check_name(name)
        if not self.systems:
            raise ConfigError(f"the examination {self.name!r} came without systems; name one of {', '.join(SYSTEMS)}")


@dataclass(frozen=True)
class Plan:
    """Examinations in order, and the title of what they show.

    Raises: ConfigError: there are none, or two of one name.
    """

    title: str
    examinations: tuple[Planned, ...]

    def __post_init__(self) -> None:
        names = [each.name for each in self.examinations]
        if not names or len(set(names)) < len(names):
            raise ConfigError(f"the plan {self.title!r} names its examinations {names}; expected some, all different")


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises: ConfigError: no such file, no TOML, an unknown or missing key, a value of the wrong kind.
    """
    return read_toml(Plan, path)
