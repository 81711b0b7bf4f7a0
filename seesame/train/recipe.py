"""A recipe: everything that decides what a training gives, as one strict TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from seesame.configuration import read_toml, said
from seesame.data.episodes import EpisodeConfig
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.running import ComputingConfig, check_watched
from seesame.train.stages import Stage, stage_at, steps_of


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

    The `stages`, if there are any, come first, each learning its layers with the heads at its rate and the backbone in
    proportion; in what is left of `steps` all learns that is not frozen. Warm-up and cosine are over all steps, but the
    run ends after `until` of them, where that is not 0.
    `start` is "imagenet", a checkpoint (`last.pt`) or exported weights (a folder, or "default"), whose tensors are
    taken where they fit. Nothing is learnt from objects of the `excluded` categories. `hold_back` is the share of
    pictures never trained on, `regions` the boxes a scene that are judged, `matched` those of them that are compared
    with references, `outlines` the masks a scene, `checkpoint_every` in steps; where checkpoints are judged, the run
    ends after `patience` of them without a better one, 0 for never.

    Raises: ConfigError: a number that no run can be made with.
    """

    name: str
    sources: tuple[SourceSpec, ...]
    network: str = "lite"
    seed: int = 0
    steps: int = 1000
    until: int = 0
    stages: tuple[Stage, ...] = ()
    start: str = "imagenet"
    excluded: tuple[str, ...] = ()
    regions: int = 96
    matched: int = 48
    outlines: int = 16
    hold_back: float = 0.08
    checkpoint_every: int = 200
    patience: int = 0
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    losses: LossWeights = field(default_factory=LossWeights)
    episodes: EpisodeConfig = field(default_factory=EpisodeConfig)
    computing: ComputingConfig = field(default_factory=ComputingConfig)

    def __post_init__(self) -> None:
        if not self.sources:
            raise ConfigError(f"the recipe {self.name!r} has no sources; give at least one [[sources]]")
        for name in ("steps", "regions", "matched", "outlines"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}, expected 1 or more")
        for name in ("matched", "outlines"):
            if getattr(self, name) > self.regions:
                raise ConfigError(f"{name} is {getattr(self, name)}, expected at most regions, {self.regions}")
        if steps_of(self.stages) > self.steps:
            raise ConfigError(f"the stages have {steps_of(self.stages)} steps, expected at most steps, {self.steps}")
        if not 0 <= self.until <= self.steps:
            raise ConfigError(f"until is {self.until}, expected 0 (all steps) to {self.steps}, the steps")
        check_watched(self)

    @property
    def ends(self) -> int:
        """After how many steps the run ends."""
        return self.until or self.steps

    def stage_of(self, step: int) -> Stage | None:
        """The stage that a step belongs to; None where all learns."""
        return stage_at(self.stages, step)


OWN_STAGES = (Stage(60, 5e-4, "heads"),)


def own_recipe(name: str, source: SourceSpec) -> Recipe:
    """The recipe for a few pictures of one's own, which begins with the weights that ship."""
    return Recipe(
        name,
        (replace(source, exhaustive=True),),
        steps=360,
        stages=OWN_STAGES,
        start="default",
        hold_back=0.0,
        checkpoint_every=60,
        optimiser=OptimiserConfig(heads=5e-4, backbone=1e-4, warm_up=20, average=0.98),
        losses=LossWeights(kinds=0.25),
        episodes=EpisodeConfig(scenes=2, references=4, composed=0.3, mosaic=0.3),
    )


AnyRecipe = Recipe | PaperRecipe | ClosedRecipe


def kind_of(path: Path) -> type[AnyRecipe]:
    """Which network a recipe in a file is for: one with `model` for Mask R-CNN, one of a network paper-... for the
    paper's.

    Raises: ConfigError: no such file, no TOML.
    """
    if said(path, "model") is not None:
        return ClosedRecipe
    return PaperRecipe if str(said(path, "network")).startswith("paper") else Recipe


def read_recipe(path: Path) -> AnyRecipe:
    """Read a recipe.

    Raises: ConfigError: no such file, no TOML, an unknown or missing key, a value of the wrong kind.
    """
    return read_toml(kind_of(path), path)
