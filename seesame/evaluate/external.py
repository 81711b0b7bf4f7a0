"""Any program as a system: it reads a file of questions and writes COCO results."""

from __future__ import annotations

import math
import shlex
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seesame.errors import DataError, InputError
from seesame.evaluate.ask import TOP
from seesame.evaluate.exam import Exam
from seesame.evaluate.journal import Row, Said
from seesame.evaluate.protocol import Question
from seesame.files import read_json
from seesame.geometry import runlength

_LAST = 10  # lines of what a failed program said


def run_command(command: str, questions: Path, pictures: Path, results: Path) -> None:
    """Run a program; `{questions}`, `{pictures}` and `{results}` in its command become paths.

    Raises: InputError: it cannot be started, fails, or writes no results.
    """
    if "{results}" not in command or "{questions}" not in command:
        raise InputError(
            f"the command {command!r} came without {{questions}} or {{results}}; say where it takes the file of "
            "questions and the file of results, as in: their-program {questions} {pictures} {results}"
        )
    paths = {"questions": questions, "pictures": pictures, "results": results}
    words = [_filled(word, paths) for word in shlex.split(command)]
    try:
        done = subprocess.run(words, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    except OSError as error:
        raise InputError(f"{words[0]}: cannot be run ({error.strerror}); name a program that is installed") from error
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-_LAST:])
        raise InputError(f"{words[0]} ended with exit code {done.returncode}; its last words were:\n{said}")
    if not results.exists():
        raise InputError(f"{words[0]} ended without writing {results}; let it write COCO results there")


def read_results(path: Path, exam: Exam) -> Iterator[Said]:
    """COCO results as what a system said of each picture.

    The file is a list of rows with `question_id`, `bbox` [x, y, width, height], `score` from 0 to 1, and
    `segmentation` as compressed run lengths; without one the box counts as mask. A question without rows found nothing.
    Raises: DataError: the file or a row is malformed; it says which.
    """
    sizes = {record.id: (record.height, record.width) for record in exam.pictures}
    found: dict[int, list[Row]] = defaultdict(list)
    for place, row in enumerate(_rows(path)):
        number, kept = _row(row, f"{path}: row {place}", exam.questions, sizes)
        found[number].append(kept)
    by_picture: dict[int, dict[int, Sequence[Row]]] = defaultdict(dict)
    for number, question in enumerate(exam.questions):
        best = sorted(found.get(number, []), key=lambda row: -float(row["score"]))[:TOP]
        by_picture[question.scene][number] = best
    for record in exam.pictures:
        yield Said(record.id, by_picture[record.id], None, {}, {}, None)


def _rows(path: Path) -> list[Any]:
    content = read_json(path, "a file of COCO results")
    if not isinstance(content, list):
        raise DataError(f"{path}: holds a {type(content).__name__}, expected a list of COCO results")
    return content


def _row(row: Any, where: str, questions: Sequence[Question], sizes: Mapping[int, tuple[int, int]]) -> tuple[int, Row]:
    """The number of a row's question, and what counts of it."""
    try:
        number, score = row["question_id"], float(row["score"])
        x, y, width, height = (float(side) for side in row["bbox"])
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{where} lacks a usable {error}; each needs question_id, bbox [x, y, width, height] and score"
        ) from error
    if not isinstance(number, int) or not 0 <= number < len(questions):
        raise DataError(f"{where} answers question {number!r}, expected 0 to {len(questions) - 1}; take the file's ids")
    if not (math.isfinite(score) and 0 <= score <= 1):
        raise DataError(f"{where} scores {score}, expected 0 to 1; bring the scores there, any monotone way")
    if not all(map(math.isfinite, (x, y, width, height))) or width < 0 or height < 0:
        raise DataError(f"{where} has the box {row['bbox']}, expected [x, y, width, height] with sides of 0 or more")
    size = sizes[questions[number].scene]
    mask = row.get("segmentation") or _filled_box((x, y, x + width, y + height), size)
    if not isinstance(mask, Mapping) or list(mask.get("size", ())) != list(size):
        raise DataError(f"{where} has a mask that is not run lengths of size {list(size)}; write the whole picture's")
    return number, {"bbox": [x, y, width, height], "score": score, "segmentation": dict(mask)}


def _filled_box(box: tuple[float, float, float, float], size: tuple[int, int]) -> runlength.RunLength:
    x1, y1 = (min(max(round(low), 0), limit) for low, limit in zip(box[:2], size[::-1], strict=True))
    x2, y2 = (min(max(round(high), 0), limit) for high, limit in zip(box[2:], size[::-1], strict=True))
    return runlength.encode_crop(np.ones((max(y2 - y1, 0), max(x2 - x1, 0)), np.bool_), (x1, y1), size)


def _filled(word: str, paths: Mapping[str, Path]) -> str:
    for name, path in paths.items():
        word = word.replace(f"{{{name}}}", str(path))
    return word
