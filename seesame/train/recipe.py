"""A recipe: everything that decides what a training gives, as one strict TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from seesame.configuration import is_about, read_toml
from seesame.data.episodes import EpisodeConfig
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.paper_recipe import PaperRecipe


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
    kinds: float = 0.5
    outline: float = 1.0


@dataclass(frozen=True)
class Recipe:
    """One training run.

    `start` is "imagenet", a checkpoint (`last.pt`) or exported weights (a folder, or "default"), whose tensors are
    taken where they fit. Nothing is learnt from objects of the `excluded` categories. `hold_back` is the share of
    pictures never trained on, `regions` the boxes a scene that are judged, `matched` those of them that are compared
    with references, `outlines` the masks a scene, `checkpoint_every` in steps.

    Raises: ConfigError: a number that no run can be made with.
    """

    name: str
    sources: tuple[SourceSpec, ...]
    network: str = "lite"
    seed: int = 0
    steps: int = 1000
    start: str = "imagenet"
    excluded: tuple[str, ...] = ()
    regions: int = 96
    matched: int = 48
    outlines: int = 16
    hold_back: float = 0.08
    checkpoint_every: int = 200
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    losses: LossWeights = field(default_factory=LossWeights)
    episodes: EpisodeConfig = field(default_factory=EpisodeConfig)

    def __post_init__(self) -> None:
        if not self.sources:
            raise ConfigError(f"the recipe {self.name!r} has no sources; give at least one [[sources]]")
        for name in ("steps", "regions", "matched", "outlines", "checkpoint_every"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}, expected 1 or more")
        for name in ("matched", "outlines"):
            if getattr(self, name) > self.regions:
                raise ConfigError(f"{name} is {getattr(self, name)}, expected at most regions, {self.regions}")
        if not 0.0 <= self.hold_back < 1.0:
            raise ConfigError(f"hold_back is {self.hold_back}, expected a share from 0 to below 1")


AnyRecipe = Recipe | PaperRecipe | ClosedRecipe


def read_recipe(path: Path) -> AnyRecipe:
    """Read a recipe; one with `model` is for Mask R-CNN, any other with `stages` for the paper's network.

    Raises: ConfigError: no such file, no TOML, an unknown or missing key, a value of the wrong kind.
    """
    if is_about(path, "model"):
        return read_toml(ClosedRecipe, path)
    return read_toml(PaperRecipe, path) if is_about(path, "stages") else read_toml(Recipe, path)
