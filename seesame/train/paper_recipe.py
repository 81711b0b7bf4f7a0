"""A recipe for the paper's network. Source: arXiv 1811.11507 and its released code."""

from __future__ import annotations

from dataclasses import dataclass, field

from seesame.data.paper_episodes import PaperEpisodeConfig
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError
from seesame.train.running import ComputingConfig, check_watched
from seesame.train.stages import Stage, stage_at, steps_of


@dataclass(frozen=True)
class DescentConfig:
    """Gradient descent with `momentum`; gradients are cut at the norm `clip`."""

    momentum: float = 0.9
    weight_decay: float = 1e-4
    clip: float = 5.0


@dataclass(frozen=True)
class PaperLossWeights:
    """What each loss counts: whether an anchor holds an object and its box; whether a region is the reference's kind,
    its box and its mask."""

    anchor_match: float = 2.0
    anchor_box: float = 0.1
    match: float = 2.0
    box: float = 0.5
    outline: float = 1.0


@dataclass(frozen=True)
class PaperRecipe:
    """One training run of the paper's network, in stages.

    `start` is "nothing", a ResNet-50 state dict with torchvision's names, a checkpoint, or what `seesame weights
    convert` wrote; its tensors are taken where they fit. Nothing is learnt from objects of the `excluded` categories.
    `hold_back` is the share of pictures never trained on, `checkpoint_every` in steps; where
    checkpoints are judged, the run ends after `patience` of them without a better one, 0 for never.

    Raises: ConfigError: a number that no run can be made with.
    """

    name: str
    sources: tuple[SourceSpec, ...]
    stages: tuple[Stage, ...]
    network: str = "paper-small"
    seed: int = 0
    start: str = "nothing"
    excluded: tuple[str, ...] = ()
    hold_back: float = 0.0
    checkpoint_every: int = 1000
    patience: int = 0
    optimiser: DescentConfig = field(default_factory=DescentConfig)
    losses: PaperLossWeights = field(default_factory=PaperLossWeights)
    computing: ComputingConfig = field(default_factory=ComputingConfig)
    episodes: PaperEpisodeConfig = field(default_factory=PaperEpisodeConfig)

    def __post_init__(self) -> None:
        for name in ("sources", "stages"):
            if not getattr(self, name):
                raise ConfigError(f"the recipe {self.name!r} has no {name}; give at least one [[{name}]]")
        check_watched(self)

    @property
    def steps(self) -> int:
        """Of all stages."""
        return steps_of(self.stages)

    @property
    def ends(self) -> int:
        """After how many steps the run ends: after all."""
        return self.steps

    def stage_of(self, step: int) -> Stage:
        """The stage that a step belongs to; after the last step the last one."""
        return stage_at(self.stages, step) or self.stages[-1]
