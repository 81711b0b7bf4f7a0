"""A recipe for Mask R-CNN for a fixed set of categories."""

from __future__ import annotations

from dataclasses import dataclass, field

from seesame.data.closed_episodes import ClosedEpisodeConfig
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError
from seesame.model.config import CLOSED_PRESETS, ClosedConfig
from seesame.train.running import ComputingConfig, check_watched
from seesame.train.stages import Stage, stage_at, steps_of

METHODS = ("sgd", "adamw")
OWN = {
    "lite0": (Stage(100, 1e-3, "heads"), Stage(900, 5e-4, "3+")),
    "resnet50": (Stage(500, 5e-3, "heads"), Stage(2000, 5e-3, "4+"), Stage(500, 5e-4, "all")),
}
"""The stages of a training on data of one's own, by the network; those of a ResNet-50 for all others."""


@dataclass(frozen=True)
class ClosedOptimiserConfig:
    """How it learns: `method` is sgd or adamw; the rate of a stage is reached after `warm_up` steps and, with `fade`,
    falls to zero until the end along half a cosine; gradients are cut at the norm `clip`.

    Raises: ConfigError: there is no such method, or a number makes no sense.
    """

    method: str = "sgd"
    momentum: float = 0.9
    weight_decay: float = 1e-4
    warm_up: int = 500
    fade: bool = False
    clip: float = 5.0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ConfigError(f"method is {self.method!r}, expected one of {', '.join(METHODS)}")
        if self.warm_up < 0 or self.clip <= 0:
            raise ConfigError(f"warm_up is {self.warm_up} and clip {self.clip}, expected 0 or more, and more than 0")


@dataclass(frozen=True)
class ClosedLossWeights:
    """What each loss counts: whether an anchor holds an object, and its box; of which category a region is, its box and
    its mask."""

    anchor_match: float = 1.0
    anchor_box: float = 1.0
    category: float = 1.0
    box: float = 1.0
    outline: float = 1.0


@dataclass(frozen=True)
class ClosedRecipe:
    """One training run of Mask R-CNN, in stages; `model` says what it is made of.

    `start` is "imagenet", "coco", "nothing", a checkpoint or a folder of weights; its tensors are taken where they fit.
    Nothing is learnt from objects of the `excluded` categories. `hold_back` is the share of pictures never trained on,
    `checkpoint_every` in steps; where checkpoints are judged, the run ends after `patience` of them without a better
    one, 0 for never. A find counts from the score `threshold`.

    Raises: ConfigError: a number that no run can be made with.
    """

    name: str
    sources: tuple[SourceSpec, ...]
    model: ClosedConfig
    stages: tuple[Stage, ...]
    seed: int = 0
    start: str = "imagenet"
    excluded: tuple[str, ...] = ()
    hold_back: float = 0.0
    checkpoint_every: int = 200
    patience: int = 0
    threshold: float = 0.5
    optimiser: ClosedOptimiserConfig = field(default_factory=ClosedOptimiserConfig)
    losses: ClosedLossWeights = field(default_factory=ClosedLossWeights)
    computing: ComputingConfig = field(default_factory=ComputingConfig)
    episodes: ClosedEpisodeConfig = field(default_factory=ClosedEpisodeConfig)

    def __post_init__(self) -> None:
        for name in ("sources", "stages"):
            if not getattr(self, name):
                raise ConfigError(f"the recipe {self.name!r} has no {name}; give at least one [[{name}]]")
        check_watched(self)
        if not 0.0 <= self.threshold <= 1.0:
            raise ConfigError(f"threshold is {self.threshold}, expected a score from 0 to 1")

    @property
    def network(self) -> str:
        """The backbone's name stands for the network's."""
        return self.model.backbone

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


def own_recipe(name: str, source: SourceSpec, network: str) -> ClosedRecipe:
    """A recipe for data of one's own and a network of `CLOSED_PRESETS`.

    Raises: ConfigError: there is no such network.
    """
    if network not in CLOSED_PRESETS:
        raise ConfigError(f"network is {network!r}, expected one of {', '.join(CLOSED_PRESETS)}")
    small = network == "lite0"
    optimiser = ClosedOptimiserConfig("adamw", weight_decay=0.02, warm_up=50, fade=True) if small else None
    return ClosedRecipe(
        name,
        (source,),
        CLOSED_PRESETS[network],
        OWN.get(network, OWN["resnet50"]),
        optimiser=optimiser or ClosedOptimiserConfig(),
    )
