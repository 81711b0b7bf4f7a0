"""What can be wrong with a dataset: the kinds of problems, and how readers tell of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from seesame.errors import DataError


@dataclass(frozen=True)
class Kind:
    """A kind of problem: whether data that has it is broken, or only to be looked at; what it means."""

    broken: bool
    means: str


KINDS = {
    "unusable annotation": Kind(True, "an entry that cannot be read, or lacks what it must have"),
    "missing picture": Kind(True, "a picture that is named and not there"),
    "unreadable picture": Kind(True, "a picture file that cannot be decoded"),
    "another size": Kind(True, "a picture that is not as large as its annotation says"),
    "unusable mask": Kind(True, "a polygon or run lengths that describe no mask"),
    "mask of another size": Kind(True, "a mask that is not as large as its picture"),
    "empty mask": Kind(True, "a mask without a pixel in the picture"),
    "outside": Kind(True, "a box or outline wholly outside its picture"),
    "same number": Kind(True, "two pictures, annotations or categories of one id"),
    "in both": Kind(True, "the very same picture in the other dataset, too"),
    "annotation of no picture": Kind(False, "an annotation whose picture is not listed"),
    "reaches outside": Kind(False, "a box that reaches out of its picture"),
    "box unlike mask": Kind(False, "a box that is not the one around its mask"),
    "whole picture": Kind(False, "a mask of nearly the whole picture"),
    "crosses itself": Kind(False, "a polygon whose points are out of order: it fills another area than it goes around"),
    "area unlike mask": Kind(False, "an area that is not that of the mask; objects are counted small or large by it"),
    "tiny": Kind(False, "an object too small to be a reference: less than 3 pixels wide or high"),
    "annotated twice": Kind(False, "two annotations of one category with nearly the same mask"),
    "two categories": Kind(False, "two annotations of different categories with nearly the same mask"),
    "turned by EXIF": Kind(False, "a picture that viewers turn; its annotations may be made for it unturned"),
    "unlabelled": Kind(False, "a picture without annotations"),
    "not listed": Kind(False, "pictures that lie among those annotated and are not in the annotations"),
    "same picture": Kind(False, "a picture whose file is there twice"),
    "copied picture": Kind(False, "a picture that is alike everywhere: resized, compressed anew, in another light"),
    "same scene": Kind(False, "a picture that is alike on the whole: a frame later, or something moved or exchanged"),
    "copy in both": Kind(False, "a picture of which the other dataset has a copy"),
    "scene in both": Kind(False, "a picture that is alike on the whole to one of the other dataset"),
    "nearly one name": Kind(False, "two categories whose names differ only by capitals, spaces or hyphens"),
    "in one picture only": Kind(False, "a category that a single picture shows: it cannot be asked across pictures"),
    "no such shape": Kind(False, "a point or a line: it has no area and is left out"),
    "no name": Kind(False, "no name of the category can be made out"),
}
"""All kinds; those that are broken first."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        kind: of `KINDS`.
        path: the file it is about, a picture wherever there is one.
        reason: what came and what was expected.
        part: which part of the file, as in "annotation 17" or "line 3".
    """

    kind: str
    path: Path
    reason: str
    part: str = ""

    @property
    def broken(self) -> bool:
        """Whether the data cannot be used as it is."""
        return KINDS[self.kind].broken

    def __str__(self) -> str:
        """A line for people."""
        return f"{self.path}: {self.part}{' ' if self.part else ''}{self.reason}"


def lacking(error: Exception) -> str:
    """What an entry lacks, from the error that reading it raised: a key that is not there, or a value that is odd."""
    return f"lacks {error}" if isinstance(error, KeyError) else f"holds what cannot be used ({error})"


Tell = Callable[[Problem], None]
"""What a reader does with a problem before it goes on without the part that has it."""


def refuse(problem: Problem) -> None:
    """Stop at the first part that is broken; let pass what is only to be looked at.

    Raises: DataError: the problem is of a broken kind.
    """
    if problem.broken:
        raise DataError(str(problem))
