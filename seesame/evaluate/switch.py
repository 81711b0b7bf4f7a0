"""What the switch between the same category and the same object does: the report of `seesame fit-objects`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.evaluate.ask import identity
from seesame.evaluate.retrieval import RANKS, average_precision
from seesame.evaluate.sameness import THRESHOLD, Asked, Bools, Doubles, crossed, fit, presence
from seesame.inference import Finder
from seesame.weights import Sameness


@dataclass(frozen=True)
class SwitchReport:
    """Both positions of the switch on the same questions and photographs.

    Attributes:
        sizes: objects, questions, photographs of objects, of look-alikes elsewhere and of other things.
        crop: what of the asking photograph was the reference.
        switch: by "category" and "object": `alone`, ranking among the photographs of objects, and `among`, with the
            half of all others that was not fitted on: recall by k and mean average precision; and `accepted`, the
            shares of photographs of the very object, of look-alikes and of other things that reach the threshold.
            All of "object" is fitted on the other half of the objects and of the other photographs.
        fitted: what was fitted on everything, for weights.
        timing: milliseconds, see `Asked`.
    """

    system: Mapping[str, Any]
    crop: str
    sizes: Mapping[str, int]
    switch: Mapping[str, Any]
    fitted: Mapping[str, Any]
    failed: Mapping[str, str]
    timing: Mapping[str, float]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The report as JSON, keys sorted."""
        return json.dumps(asdict(self), indent=2, sort_keys=True, allow_nan=False, ensure_ascii=False) + "\n"


def examine(finder: Finder, asked: Asked, crop: str) -> tuple[SwitchReport, Sameness]:
    """Count what was asked, and fit on all of it what weights are to know."""
    told = crossed(asked)
    fitted = fit(asked, np.ones(len(told), np.bool_)).model_copy(update={"presence": presence(asked, told)})
    places = asked.places
    sizes = {
        "objects": len({each.owner for each in places if each.owner}),
        "questions": len(np.unique(asked.questions)),
        "photographs of them": sum(bool(each.owner) for each in places),
        "look-alikes elsewhere": sum(not each.owner and bool(each.kinds) for each in places),
        "other photographs": sum(not each.owner and not each.kinds for each in places),
    }
    switch = {
        "category": _position(asked, asked.category, finder.threshold),
        "object": _position(asked, told, THRESHOLD),
    }
    report = SwitchReport(
        identity(finder), crop, sizes, switch, fitted.model_dump(), asked.failed, asked.timing
    )
    return report, fitted


def _position(asked: Asked, told: Doubles, threshold: float) -> dict[str, Any]:
    """What one position of the switch does: told (N,), the best score of each photograph."""
    owned = np.array([bool(each.owner) for each in asked.places])[asked.scenes]
    unseen = asked.unseen(0) | asked.unseen(1)
    return {
        "threshold": threshold,
        "alone": ranking(asked, told, owned),
        "among": ranking(asked, told, owned | unseen),
        "accepted": _accepted(asked, told >= threshold, unseen),
    }


def ranking(asked: Asked, told: Doubles, among: Bools) -> dict[str, Any]:
    """Recall by k and mean average precision over the questions, of those photographs that are `among` (N,)."""
    same, ranked = asked.same, []
    for question in np.unique(asked.questions):
        rows = np.flatnonzero((asked.questions == question) & among)
        right = same[rows][np.argsort(-told[rows], kind="stable")]
        if right.any():
            ranked.append(right)
    return {
        "recall": {str(rank): float(np.mean([right[:rank].any() for right in ranked])) for rank in RANKS},
        "precision": float(np.mean([average_precision(right) for right in ranked])),
    }


def _accepted(asked: Asked, reached: Bools, counted: Bools) -> dict[str, float]:
    """The shares of photographs that reach the threshold, and how many of each there are."""
    same, alike = asked.same, asked.alike & ~asked.same
    groups: dict[str, NDArray[np.bool_]] = {"same": same, "look-alikes": alike, "others": ~same & ~alike}
    shares = {name: float(reached[group & counted].mean()) for name, group in groups.items()}
    return shares | {f"{name} counted": float((group & counted).sum()) for name, group in groups.items()}
