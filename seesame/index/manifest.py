"""The papers of a collection: which network made it, how, and how its index is searched."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from seesame.index.space import Space


class Tuned(BaseModel):
    """An approximate index and what was measured of it.

    Attributes:
        kind: of LanceDB's index.
        partitions: of all regions; `probes` of them are looked into.
        recall: the share of the true ten nearest that it gives, on `questions` stored regions asked for.
        asked: the recall that was asked for; rows: regions when it was built.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    partitions: int
    probes: int
    recall: float
    asked: float
    questions: int
    rows: int


class Manifest(BaseModel):
    """What must be known to use a collection; kept in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    made_with: str
    weights_id: str
    dimension: int
    per_picture: int
    overlap: float
    space: Space
    sources: tuple[str, ...] = ()
    tuned: Tuned | None = None
