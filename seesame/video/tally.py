"""What a whole video showed: each track from its first to its last sight."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from seesame.video.sight import Sight


@dataclass(frozen=True)
class Track:
    """One thing over the whole video.

    Attributes:
        number: from 1, in the order in which things were believed.
        first, last: when it was found for the first and for the last time, seconds.
        best: its best score.
        best_time: when that was, seconds.
        sightings: in how many searched stills it was found.
    """

    number: int
    first: float
    last: float
    best: float
    best_time: float
    sightings: int


@dataclass
class Tracks:
    """Counts sights, and keeps one row for each track.

    Attributes:
        stills: how many were told of, searched or not.
        searched: how many were searched.
        seconds: the time of the last still.
    """

    stills: int = 0
    searched: int = 0
    seconds: float = 0.0
    _known: dict[int, Track] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._known)

    @property
    def rows(self) -> tuple[Track, ...]:
        """The tracks so far, by number."""
        return tuple(self._known[number] for number in sorted(self._known))

    def add(self, sight: Sight) -> None:
        """Count one more still."""
        time = self.seconds = sight.still.time
        self.stills += 1
        if not sight.searched:
            return
        self.searched += 1
        for number, score, found in zip(sight.tracks, sight.instances.scores.tolist(), sight.found, strict=True):
            if not found:
                continue
            before = self._known.get(number, Track(number, time, time, score, time, 0))
            better = {"best": score, "best_time": time} if score > before.best else {}
            self._known[number] = replace(before, last=time, sightings=before.sightings + 1, **better)
