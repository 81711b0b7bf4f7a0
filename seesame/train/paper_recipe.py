"""A recipe for the paper's network. Source: arXiv 1811.11507 and its released code."""

from __future__ import annotations

from dataclasses import dataclass, field

from seesame.data.paper_episodes import PaperEpisodeConfig
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError

LAYERS: dict[str, tuple[str, ...]] = {
    "heads": (),
    "5+": ("backbone.stages.3.",),
    "4+": ("backbone.stages.2.", "backbone.stages.3."),
    "3+": ("backbone.stages.1.", "backbone.stages.2.", "backbone.stages.3."),
    "all": ("backbone.",),
}
"""What of the backbone learns beside everything after it, by the names that Mask R-CNN gave them."""


@dataclass(frozen=True)
class Stage:
    """A part of the schedule: `steps` at one `rate`, learning `layers`: heads, 5+, 4+, 3+ or all.

    Raises: ConfigError: there are no such layers, or no steps.
    """

    steps: int
    rate: float
    layers: str = "all"

    def __post_init__(self) -> None:
        if self.layers not in LAYERS:
            raise ConfigError(f"layers is {self.layers!r}, expected one of {', '.join(LAYERS)}")
        if self.steps < 1:
            raise ConfigError(f"steps is {self.steps}, expected 1 or more")

    @property
    def backbone(self) -> tuple[str, ...]:
        """What of the backbone learns, as beginnings of names."""
        return LAYERS[self.layers]


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
    `hold_back` is the share of pictures never trained on, `checkpoint_every` in steps.

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
    optimiser: DescentConfig = field(default_factory=DescentConfig)
    losses: PaperLossWeights = field(default_factory=PaperLossWeights)
    episodes: PaperEpisodeConfig = field(default_factory=PaperEpisodeConfig)

    def __post_init__(self) -> None:
        for name in ("sources", "stages"):
            if not getattr(self, name):
                raise ConfigError(f"the recipe {self.name!r} has no {name}; give at least one [[{name}]]")
        if self.checkpoint_every < 1:
            raise ConfigError(f"checkpoint_every is {self.checkpoint_every}, expected 1 or more")
        if not 0.0 <= self.hold_back < 1.0:
            raise ConfigError(f"hold_back is {self.hold_back}, expected a share from 0 to below 1")

    @property
    def steps(self) -> int:
        """Of all stages."""
        return sum(stage.steps for stage in self.stages)

    def stage_of(self, step: int) -> Stage:
        """The stage that a step belongs to; after the last step the last one."""
        before = 0
        for stage in self.stages:
            before += stage.steps
            if step < before:
                return stage
        return self.stages[-1]
