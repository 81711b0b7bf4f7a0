"""The questions of an examination as a file, so that others can be asked the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from seesame.configuration import build_from
from seesame.data.records import Dataset, Object, Record
from seesame.errors import ConfigError, DataError
from seesame.evaluate.exam import Exam, fingerprint
from seesame.evaluate.protocol import Protocol, Question, category_ids, searched

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

    A reference tells that its own picture shows its category, which no file can hide from a program that compares
    questions: each is to be answered from its own picture and its own references alone.

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


def question_file(exam: Exam, pictures: Path) -> QuestionFile:
    """An examination's questions as they are written; file names relative to the folder `pictures`."""
    ids = category_ids(exam.dataset, exam.protocol)
    records = {record.id: record for record in exam.dataset.records}
    names = {number: _name(record.path, pictures) for number, record in records.items()}
    objects = _objects(exam.dataset)

    def shown(picture: int, annotation: int) -> AskedReference:
        return AskedReference(
            image_id=picture,
            annotation_id=annotation,
            file_name=names[picture],
            bbox=_sides(objects[picture, annotation]),
        )

    return QuestionFile(
        format=FORMAT,
        dataset=exam.dataset.name,
        fingerprint=fingerprint(exam.dataset),
        protocol=asdict(exam.protocol),
        categories=tuple(AskedCategory(id=number, name=name) for name, number in ids.items()),
        images=tuple(
            AskedPicture(id=each.id, file_name=names[each.id], height=each.height, width=each.width)
            for each in exam.pictures
        ),
        questions=tuple(
            AskedQuestion(
                id=number,
                run=each.run,
                image_id=each.scene,
                category_id=ids[each.category],
                references=tuple(shown(*reference) for reference in each.references),
            )
            for number, each in enumerate(exam.questions)
        ),
    )


def read_questions(path: Path, dataset: Dataset) -> Exam:
    """The examination that a file of questions describes: its protocol, and exactly its questions.

    Raises: DataError: no question file, or one of other annotations, or a question that cannot be asked of them.
    """
    told, protocol = _read(path)
    if told.fingerprint != fingerprint(dataset):
        raise DataError(
            f"{path}: its questions were drawn from other annotations ({told.dataset}) than {dataset.name}; give those "
            "annotations, or write the questions anew with --write-questions"
        )
    known = _Known(dataset, protocol)
    asked: dict[tuple[int, int, str], Question] = {}
    for place, each in enumerate(told.questions):
        try:
            if each.id != place:
                raise DataError(f"has the id {each.id}, expected {place}: they count from 0")
            question = known.question(each)
            if asked.setdefault((question.run, question.scene, question.category), question) is not question:
                raise DataError(f"asks the same as another of run {question.run}")
        except DataError as error:
            raise DataError(f"{path}: question {place} {error}; write the file anew with --write-questions") from error
    return Exam(dataset, protocol, tuple(asked.values()))


def _read(path: Path) -> tuple[QuestionFile, Protocol]:
    try:
        told = QuestionFile.model_validate_json(path.read_text(encoding="utf-8"))
        return told, build_from(Protocol, told.protocol, f"{path}: protocol")
    except OSError as error:
        raise DataError(f"{path}: cannot be opened ({error.strerror}); give a file of questions") from error
    except (ValidationError, ValueError, ConfigError) as error:
        reason = str(error).splitlines()[:3]
        raise DataError(f"{path}: is not a file of questions ({' '.join(reason)}); write it anew") from error


class _Known:
    """What questions may name."""

    def __init__(self, dataset: Dataset, protocol: Protocol) -> None:
        self.protocol = protocol
        self.names = {number: name for name, number in category_ids(dataset, protocol).items()}
        self.records: Mapping[int, Record] = {record.id: record for record in searched(dataset, protocol)}
        self.objects = _objects(dataset)

    def question(self, asked: AskedQuestion) -> Question:
        """A question with what the dataset knows of its answer.

        Raises: DataError: it cannot be asked.
        """
        if not 0 <= asked.run < self.protocol.runs or len(asked.references) != self.protocol.shots:
            raise DataError(
                f"is of run {asked.run} with {len(asked.references)} references, expected one of "
                f"{self.protocol.runs} runs, from 0, with {self.protocol.shots}"
            )
        if asked.image_id not in self.records or asked.category_id not in self.names:
            raise DataError(
                f"asks for category {asked.category_id} in picture {asked.image_id}, which are not both in its protocol"
            )
        name = self.names[asked.category_id]
        there = [each for each in self.records[asked.image_id].objects if each.category == name]
        if there and all(each.crowd for each in there):
            raise DataError(f"asks for {name} in picture {asked.image_id}, where only a crowd of it is")
        if not self.protocol.same_picture and asked.image_id in {each.image_id for each in asked.references}:
            raise DataError(f"shows picture {asked.image_id} itself, expected others by its protocol")
        references = tuple(self._reference(each, name) for each in asked.references)
        return Question(asked.image_id, name, references, bool(there), asked.run)

    def _reference(self, shown: AskedReference, name: str) -> tuple[int, int]:
        key = shown.image_id, shown.annotation_id
        true = self.objects.get(key)
        if true is None or true.category != name or true.crowd or shown.bbox != _sides(true):
            raise DataError(
                f"shows annotation {key[1]} of picture {key[0]} with box {list(shown.bbox)}, which is no single {name}"
            )
        return key


def _objects(dataset: Dataset) -> dict[tuple[int, int], Object]:
    return {(record.id, each.id): each for record in dataset.records for each in record.objects}


def _sides(each: Object) -> tuple[float, float, float, float]:
    """The box as x, y, width, height."""
    x1, y1, x2, y2 = each.box
    return x1, y1, x2 - x1, y2 - y1


def _name(path: Path, pictures: Path) -> str:
    return path.relative_to(pictures).as_posix() if path.is_relative_to(pictures) else path.as_posix()
