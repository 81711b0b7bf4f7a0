"""An examination as a value: a dataset and the numbered questions that are asked of it."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import cached_property

from seesame.data.records import Dataset, Record
from seesame.errors import DataError
from seesame.evaluate.protocol import Protocol, Question, category_ids, left_out, questions, searched


@dataclass(frozen=True)
class Exam:
    """What is asked of a dataset.

    Attributes:
        protocol: how the questions were drawn.
        questions: in the order that numbers them, from 0.

    Raises:
        DataError: there are no questions.
    """

    dataset: Dataset
    protocol: Protocol
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        if not self.questions:
            reasons = [f"{name}: {why}" for name, why in left_out(self.dataset, self.protocol).items()]
            raise DataError(
                f"{self.dataset.name}: nothing can be asked of it, expected a category in two pictures "
                f"({'; '.join(reasons[:3])})"
            )

    @cached_property
    def pictures(self) -> tuple[Record, ...]:
        """The pictures that are searched, in order of their ids."""
        return searched(self.dataset, self.protocol)

    @cached_property
    def categories(self) -> dict[str, int]:
        """What may be asked for: names with their ids, in order of the ids."""
        return category_ids(self.dataset, self.protocol)

    @cached_property
    def id(self) -> str:
        """A sha256 of the annotations and the questions."""
        return hashlib.sha256(f"{fingerprint(self.dataset)} {self.questions!r}".encode()).hexdigest()


def draw(dataset: Dataset, protocol: Protocol) -> Exam:
    """The questions of a protocol.

    Raises: DataError: there are none, ids are not unique, or the protocol names an unknown category.
    """
    return Exam(dataset, protocol, numbered(dataset, protocol))


def numbered(dataset: Dataset, protocol: Protocol) -> tuple[Question, ...]:
    """The questions of all runs in the order that numbers them, from 0.

    Picture by picture; within a picture the order tells nothing of what is there.
    """
    asked = [each for run in range(protocol.runs) for each in questions(dataset, protocol, run)]
    return tuple(sorted(asked, key=lambda each: (each.scene, _mixed(each), each.run, each.category, each.references)))


def fingerprint(dataset: Dataset) -> str:
    """A sha256 of what a dataset says: its pictures, their sizes, and all of every object; in any order."""
    told = [
        (
            record.id,
            record.path.name,
            record.height,
            record.width,
            [
                (each.id, each.category, each.box, each.crowd, each.area, each.segmentation)
                for each in sorted(record.objects, key=lambda each: each.id)
            ],
        )
        for record in sorted(dataset.records, key=lambda record: record.id)
    ]
    content = json.dumps(
        [sorted(dataset.categories.items()), told], separators=(",", ":"), sort_keys=True, default=repr
    )
    return hashlib.sha256(content.encode()).hexdigest()


def _mixed(question: Question) -> int:
    """A number that orders questions without telling what is there."""
    return zlib.crc32(repr((question.scene, question.run, question.category, question.references)).encode())
