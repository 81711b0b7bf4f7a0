"""The questions of an examination as a file, so that others can be asked the same."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from seesame.configuration import build_from
from seesame.data.records import Dataset
from seesame.errors import ConfigError, DataError
from seesame.evaluate.protocol import Protocol, Question, category_ids, questions, searched

FORMAT: Literal["seesame-questions/1"] = "seesame-questions/1"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedReference(_Strict):
    """One example: the box [x, y, width, height] of an annotation in a picture."""

    image_id: int
    annotation_id: int
    file_name: str
    bbox: tuple[float, float, float, float]


class AskedQuestion(_Strict):
    """Find what the references show in the picture `image_id`; whether it is there, the file does not say."""

    id: int
    run: int
    image_id: int
    category_id: int
    references: tuple[AskedReference, ...]


class AskedCategory(_Strict):
    """A category of the dataset."""

    id: int
    name: str


class AskedPicture(_Strict):
    """A picture to search; file names are relative to the dataset's folder of pictures."""

    id: int
    file_name: str
    height: int
    width: int


class QuestionFile(_Strict):
    """Everything that is asked of a dataset.

    Attributes:
        format: the version of this schema.
        dataset: its name, for people.
        fingerprint: of the annotations that the questions were drawn from, see `fingerprint`.
        protocol: how they were drawn, the fields of `Protocol`.
        categories, images, questions: as above; questions of things that are there and of things that are not, mixed.
    """

    format: Literal["seesame-questions/1"]
    dataset: str
    fingerprint: str
    protocol: dict[str, Any]
    categories: tuple[AskedCategory, ...]
    images: tuple[AskedPicture, ...]
    questions: tuple[AskedQuestion, ...]


def numbered(dataset: Dataset, protocol: Protocol) -> tuple[Question, ...]:
    """The questions of all runs in the order that numbers them, from 0.

    Picture by picture; within a picture the order tells nothing of what is there.
    """
    asked = [each for run in range(protocol.runs) for each in questions(dataset, protocol, run)]
    return tuple(sorted(asked, key=lambda each: (each.scene, _mixed(each), each.run, each.category, each.references)))


def fingerprint(dataset: Dataset) -> str:
    """A sha256 of what a dataset says: its pictures, their sizes, every object's id, category and box."""
    told = [
        (
            record.id,
            record.path.name,
            record.height,
            record.width,
            sorted((o.id, o.category, o.box, o.crowd) for o in record.objects),
        )
        for record in sorted(dataset.records, key=lambda record: record.id)
    ]
    content = json.dumps([sorted(dataset.categories.items()), told], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def question_file(dataset: Dataset, protocol: Protocol, pictures: Path) -> QuestionFile:
    """The questions of a protocol as they are written; file names relative to the folder `pictures`."""
    ids = category_ids(dataset, protocol)
    records = {record.id: record for record in dataset.records}
    boxes = {(record.id, each.id): each.box for record in dataset.records for each in record.objects}

    def shown(picture: int, annotation: int) -> AskedReference:
        x1, y1, x2, y2 = boxes[picture, annotation]
        name = _name(records[picture].path, pictures)
        return AskedReference(
            image_id=picture, annotation_id=annotation, file_name=name, bbox=(x1, y1, x2 - x1, y2 - y1)
        )

    asked = [
        AskedQuestion(
            id=number,
            run=each.run,
            image_id=each.scene,
            category_id=ids[each.category],
            references=tuple(shown(*reference) for reference in each.references),
        )
        for number, each in enumerate(numbered(dataset, protocol))
    ]
    return QuestionFile(
        format=FORMAT,
        dataset=dataset.name,
        fingerprint=fingerprint(dataset),
        protocol=asdict(protocol),
        categories=tuple(AskedCategory(id=number, name=name) for name, number in ids.items()),
        images=tuple(
            AskedPicture(id=each.id, file_name=_name(each.path, pictures), height=each.height, width=each.width)
            for each in searched(dataset, protocol)
        ),
        questions=tuple(asked),
    )


def read_protocol(path: Path, dataset: Dataset) -> Protocol:
    """The protocol of a question file, once it is sure that it asks the same of this dataset.

    Raises: DataError: no question file, or one of other annotations or of other questions.
    """
    try:
        told = QuestionFile.model_validate_json(path.read_text(encoding="utf-8"))
        protocol = build_from(Protocol, told.protocol, f"{path}: protocol")
    except OSError as error:
        raise DataError(f"{path}: cannot be opened ({error.strerror}); give a file of questions") from error
    except (ValidationError, ValueError, ConfigError) as error:
        reason = str(error).splitlines()[:3]
        raise DataError(f"{path}: is not a file of questions ({' '.join(reason)}); write it anew") from error
    if told.fingerprint != fingerprint(dataset):
        raise DataError(
            f"{path}: its questions were drawn from other annotations ({told.dataset}) than {dataset.name}; give those "
            "annotations, or write the questions anew with --write-questions"
        )
    _check_same(told, numbered(dataset, protocol), path)
    return protocol


def _check_same(told: QuestionFile, asked: Sequence[Question], path: Path) -> None:
    """Refuse a file whose questions are not those that its protocol draws."""
    theirs = [(e.run, e.image_id, tuple((r.image_id, r.annotation_id) for r in e.references)) for e in told.questions]
    ours = [(each.run, each.scene, each.references) for each in asked]
    if theirs != ours or [each.id for each in told.questions] != list(range(len(ours))):
        raise DataError(
            f"{path}: its questions are not those that its protocol draws, it was changed or is of another version; "
            "write it anew"
        )


def _mixed(question: Question) -> int:
    """A number that orders questions without telling what is there."""
    return zlib.crc32(repr((question.scene, question.run, question.category, question.references)).encode())


def _name(path: Path, pictures: Path) -> str:
    return path.relative_to(pictures).as_posix() if path.is_relative_to(pictures) else path.as_posix()
