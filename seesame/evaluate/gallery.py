"""Answers worth looking at: the surest right ones, the surest wrong ones, and those about things that are not there."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from seesame.data.records import Record
from seesame.errors import InputError
from seesame.evaluate.exam import Exam
from seesame.evaluate.journal import Row, Said
from seesame.evaluate.protocol import Question
from seesame.geometry import boxes as box_geometry
from seesame.geometry import runlength
from seesame.images.draw import overlay
from seesame.instances import Instances
from seesame.pages import data_uri, jpeg
from seesame.reference import Reference

KINDS = {
    "right": "The surest finds that are right",
    "wrong": "The surest finds that are wrong",
    "absent": "The surest finds of what is not there",
}
_ROWS = 3  # instances drawn of an answer
_SIDE = 360  # long side of a drawn picture, pixels


@dataclass(frozen=True, eq=False)
class Shown:
    """One answer as a picture: which of `KINDS`, what it says below, a JPEG as data URI."""

    kind: str
    caption: str
    picture: str


def gallery(said: Iterable[Said], exam: Exam, each: int = 6) -> tuple[Shown, ...]:
    """The `each` surest answers of each kind, every category once."""
    records = {record.id: record for record in exam.dataset.records}
    kept: dict[str, dict[str, tuple[float, int, Sequence[Row]]]] = {kind: {} for kind in KINDS}
    for answers in said:
        for number, rows in answers.found.items():
            if rows:
                question = exam.questions[number]
                best = kept[_kind(question, rows, records[question.scene])]
                if float(rows[0]["score"]) > best.get(question.category, (-1.0,))[0]:
                    best[question.category] = (float(rows[0]["score"]), number, rows[:_ROWS])
    chosen = [
        (kind, one) for kind in KINDS for one in heapq.nlargest(each, kept[kind].values(), key=lambda one: one[0])
    ]
    drawn = [_drawn(kind, exam.questions[number], rows, records) for kind, (_, number, rows) in chosen]
    return tuple(one for one in drawn if one is not None)


def _kind(question: Question, rows: Sequence[Row], scene: Record) -> str:
    if not question.present:
        return "absent"
    x, y, width, height = rows[0]["bbox"]
    true = np.array([o.box for o in scene.objects if o.category == question.category and not o.crowd], np.float32)
    overlap = box_geometry.iou(np.array([[x, y, x + width, y + height]], np.float32), true.reshape(-1, 4))
    return "right" if overlap.max(initial=0.0) >= 0.5 else "wrong"


def _drawn(kind: str, question: Question, rows: Sequence[Row], records: dict[int, Record]) -> Shown | None:
    """None where scene or reference cannot be read."""
    scene, (picture, number) = records[question.scene], question.references[0]
    try:
        box = next(each.box for each in records[picture].objects if each.id == number)
        reference = Reference.from_box(records[picture].read(), box)
        canvas = overlay(scene.read(), _instances(rows, (scene.height, scene.width)), reference)
    except InputError:
        return None
    caption = f"{question.category}, {float(rows[0]['score']):.2f}"
    return Shown(kind, caption, data_uri(jpeg(canvas, _SIDE, 82)))


def _instances(rows: Sequence[Row], size: tuple[int, int]) -> Instances:
    boxes = [(x, y, x + width, y + height) for x, y, width, height in (row["bbox"] for row in rows)]
    masks = np.array([runlength.decode(row["segmentation"]) for row in rows])
    return Instances.from_masks(size, boxes, [row["score"] for row in rows], masks)
