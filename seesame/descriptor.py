"""What is kept of the examples of one question: a few tens of kilobytes, good for any number of scenes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from seesame.errors import QuestionError, WeightsError

Floats: TypeAlias = "npt.NDArray[np.float32]"
Same: TypeAlias = Literal["category", "object"]
"""What a question means: anything of the references' category, or the very object that they show."""
SAMES: tuple[Same, ...] = get_args(Same)


@dataclass(frozen=True, eq=False)
class Looks:
    """How N things look from near: what tells one object from others of its category.

    Attributes:
        vectors: (N, D) of unit length, of the thing without what lies around it.
        colours: (N, B), see `seesame.images.colours`.
        details: (N, C, cells, cells) of a fine map of the network, of unit length along C.
        weights: (N, cells, cells) in [0, 1], how much of each cell belongs to the thing.
    """

    vectors: Floats
    colours: Floats
    details: Floats
    weights: Floats

    def __post_init__(self) -> None:
        counts = {name: len(part) for name, part in self._parts().items()}
        if len(set(counts.values())) > 1:
            raise QuestionError(f"looks came with {counts}, expected equally many of each")

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, rows: Sequence[int] | slice | npt.NDArray[np.int64]) -> Looks:
        """Some of the things, always as Looks."""
        chosen = np.arange(len(self))[rows]
        return Looks(**{name: part[chosen] for name, part in self._parts().items()})

    @classmethod
    def concatenate(cls, parts: Sequence[Looks]) -> Looks:
        """All things of several, one or more, in order."""
        each = [part._parts() for part in parts]
        return cls(**{name: np.concatenate([part[name] for part in each]) for name in each[0]})

    def _parts(self) -> dict[str, Floats]:
        return {part.name: getattr(self, part.name) for part in fields(self)}

_MOST = 1e4  # log odds; what is learnt is far less


@dataclass(frozen=True, eq=False)
class Lesson:
    """What judged instances taught about one question: what it adds to the log odds of a region's score.

    Attributes:
        direction: (D,), counts a region's vector.
        quality: counts a region's quality logit.
        offset: is added to all.
    """

    direction: Floats
    quality: float
    offset: float

    def __post_init__(self) -> None:
        most = max(float(np.abs(self.direction).max(initial=0.0)), abs(self.quality), abs(self.offset))
        if self.direction.ndim != 1 or not most <= _MOST:
            raise QuestionError(
                f"a lesson came with a direction of shape {self.direction.shape} and numbers up to {most:g}, expected "
                f"(D,) and at most {_MOST:g}; teach it anew"
            )

    def __call__(self, vectors: Floats, quality: Floats) -> Floats:
        """Log odds (R,) to add. Takes: vectors (R, D), quality logits (R,)."""
        return np.asarray(vectors @ self.direction + self.quality * quality + self.offset, np.float32)


@dataclass(frozen=True, eq=False)
class Descriptor:
    """K references as a network sees them, and what they are not.

    Attributes:
        vectors: (K, D) of unit length.
        maps: (K, C, cells, cells), of unit length along C.
        weights: (K, cells, cells) in [0, 1], how much of each cell belongs to the object.
        weights_id: the network that made it; another one cannot use it.
        negatives: examples of what is not meant; None if there are none.
        looks: how the references look from near, where the very object is meant; None where its category is.
        lesson: what judged instances taught; None if nothing. It holds for just these references and negatives.
        gists: (K, G), of the surroundings of each, see `seesame.inference.gist`; as given to it, (K, 0) where none are.
        votes: how much each reference counts, K numbers of 0 or more; as given to it, one each where none are.

    Raises: QuestionError: the parts do not fit each other, or no reference has a vote. WeightsError: the negatives were
        made by another network.
    """

    vectors: Floats
    maps: Floats
    weights: Floats
    weights_id: str
    negatives: Descriptor | None = None
    looks: Looks | None = None
    lesson: Lesson | None = None
    votes: tuple[float, ...] = ()
    gists: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def __post_init__(self) -> None:
        object.__setattr__(self, "votes", self.votes or (1.0,) * len(self.vectors))
        if not len(self.gists):
            object.__setattr__(self, "gists", np.zeros((len(self.vectors), 0), np.float32))
        if not len(self.vectors) == len(self.maps) == len(self.weights) > 0:
            counts = (len(self.vectors), len(self.maps), len(self.weights))
            raise QuestionError(f"a descriptor came with {counts} vectors, maps and weights, expected equally many")
        if self.negatives is not None and self.negatives.weights_id != self.weights_id:
            raise WeightsError(
                f"a descriptor was made by {self.weights_id}, its negatives by {self.negatives.weights_id}; "
                "describe both with one network"
            )
        if len(self.votes) != len(self) or not (min(self.votes) >= 0 and sum(self.votes) > 0):
            raise QuestionError(
                f"a descriptor of {len(self)} references came with votes {self.votes}, expected as many, some above 0; "
                "let at least one reference count"
            )
        if self.looks is not None and len(self.looks) != len(self):
            raise QuestionError(f"a descriptor of {len(self)} references came with {len(self.looks)} looks")
        if len(self.gists) != len(self):
            raise QuestionError(f"a descriptor of {len(self)} references came with {len(self.gists)} gists")
        if self.lesson is not None and self.lesson.direction.shape != self.vectors.shape[1:]:
            raise QuestionError(
                f"a descriptor of vectors {self.vectors.shape} came with a lesson of {self.lesson.direction.shape}, "
                "expected one number for each of theirs; teach it anew"
            )

    @property
    def same(self) -> Same:
        """What it asks for: the category of its references, or the very object."""
        return "category" if self.looks is None else "object"

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, rows: Sequence[int] | slice) -> Descriptor:
        """The question with only some of its references, and without what it was taught."""
        chosen = np.arange(len(self))[rows]
        return Descriptor(
            self.vectors[chosen],
            self.maps[chosen],
            self.weights[chosen],
            self.weights_id,
            self.negatives,
            None if self.looks is None else self.looks[chosen],
            votes=tuple(self.votes[row] for row in chosen.tolist()),
            gists=self.gists[chosen],
        )

    @classmethod
    def concatenate(cls, parts: Sequence[Descriptor]) -> Descriptor:
        """One question made of several, without what they were taught.

        Raises: QuestionError: there are none, or some mean a category and some an object. WeightsError: different
            networks made them.
        """
        if not parts:
            raise QuestionError("no descriptors came, expected at least one; describe a reference first")
        names = {part.weights_id for part in parts}
        if len(names) > 1:
            raise WeightsError(
                f"the descriptors were made by {', '.join(sorted(names))}, expected one network; describe all with one"
            )
        if len({part.same for part in parts}) > 1:
            raise QuestionError("some descriptors mean a category and some an object; describe all with one meaning")
        negatives = [part.negatives for part in parts if part.negatives is not None]
        looks = [part.looks for part in parts if part.looks is not None]
        return cls(
            np.concatenate([part.vectors for part in parts]),
            np.concatenate([part.maps for part in parts]),
            np.concatenate([part.weights for part in parts]),
            parts[0].weights_id,
            cls.concatenate(negatives) if negatives else None,
            Looks.concatenate(looks) if looks else None,
            votes=tuple(chain.from_iterable(part.votes for part in parts)),
            gists=np.concatenate([part.gists for part in parts]),
        )
