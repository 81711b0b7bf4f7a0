"""A recipe: everything that decides what a training gives, as one strict TOML file."""

from __future__ import annotations

import dataclasses
import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from seesame.data.episodes import EpisodeConfig
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")


@dataclass(frozen=True)
class OptimiserConfig:
    """AdamW with a warm-up of `warm_up` steps, then a cosine to zero.

    `heads` and `backbone` are peak rates, the first `frozen_blocks` blocks are not trained, gradients are cut at the
    norm `clip`, `average` is the decay of the kept mean weights.
    """

    heads: float = 1e-3
    backbone: float = 1e-4
    weight_decay: float = 0.02
    warm_up: int = 100
    frozen_blocks: int = 3
    clip: float = 5.0
    average: float = 0.998


@dataclass(frozen=True)
class LossWeights:
    """What each loss counts."""

    objectness: float = 1.0
    sides: float = 1.0
    quality: float = 1.0
    refine: float = 1.0
    match: float = 1.0
    outline: float = 1.0


@dataclass(frozen=True)
class Recipe:
    """One training run.

    `hold_back` is the share of pictures never trained on, `regions` the boxes a scene that the region stages learn
    from, `outlines` the masks a scene, `checkpoint_every` in steps.

    Raises: ConfigError: a number that no run can be made with.
    """

    name: str
    sources: tuple[SourceSpec, ...]
    network: str = "lite"
    seed: int = 0
    steps: int = 1000
    regions: int = 48
    outlines: int = 16
    hold_back: float = 0.08
    checkpoint_every: int = 200
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    losses: LossWeights = field(default_factory=LossWeights)
    episodes: EpisodeConfig = field(default_factory=EpisodeConfig)

    def __post_init__(self) -> None:
        if not self.sources:
            raise ConfigError(f"the recipe {self.name!r} has no sources; give at least one [[sources]]")
        for name in ("steps", "regions", "outlines", "checkpoint_every"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}, expected 1 or more")
        if self.outlines > self.regions:
            raise ConfigError(f"outlines is {self.outlines}, expected at most regions, {self.regions}")
        if not 0.0 <= self.hold_back < 1.0:
            raise ConfigError(f"hold_back is {self.hold_back}, expected a share from 0 to below 1")


def read_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises: ConfigError: no such file, no TOML, an unknown or missing key, a value of the wrong kind.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be opened ({error.strerror}); give the path of a recipe") from error
    except ValueError as error:  # of TOML, or of the text's encoding
        raise ConfigError(f"{path}: is not TOML ({error}); mend it there") from error
    return build_from(Recipe, content, str(path))


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


def _value(hint: Any, value: Any, where: str) -> Any:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and isinstance(value, Mapping):
        return build_from(hint, value, where)
    inner: tuple[Any, ...] = getattr(hint, "__args__", ())
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
