"""Negatives, and yes and no that teach."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sections.reading import content
from seesame.evaluate.prose import Table, table_markdown

FOLDER, TITLE = "feedback", "Yes and no"
TEXT = """\
What finds that were judged, and examples of what is not meant, do to a question: [docs/cards.md](cards.md)."""
ROUNDS = """\
Five finds are judged a round by the annotations, the best of one half of the pictures that were not judged yet; counted
are the pictures of the other half, which nobody judged, in brackets all of them. Precision and recall are at the card's
own threshold."""
NEGATIVES = """\
One negative a question, without (0) and with it (0.5 is what cards do); of the regions on objects, those that reach the
advised threshold."""
WAYS = {"teach": "`card teach`", "references": "right finds as further references"}
SHOWN = (0, 5, 10)


def tables(paths: Sequence[Path]) -> list[str]:
    """Rounds of yes and no, then negatives."""
    reports = [content(path) for path in paths]
    taught, rejected = ([each for each in reports if key in each] for key in ("ways", "negatives"))
    parts = [ROUNDS, table_markdown(_rounds(taught), "###")] if taught else []
    parts += [f"`{each['command']}`" for each in taught if "command" in each]
    for report in rejected:
        parts += [NEGATIVES, table_markdown(_negatives(report), "###")]
        parts += [f"`{report['command']}`"] if "command" in report else []
    return parts


def _rounds(reports: Sequence[dict[str, Any]]) -> Table:
    header = ("pictures", "questions", "what is done", "AP50 after 0, 5, 10 rounds", "precision", "recall", "s a round")
    rows = [
        (
            f"{report['pictures']} of {report['dataset']}, {report['weights']}",
            str(report["questions"]),
            WAYS[way],
            f"{_after(told['unseen']['ap50'])} ({_after(told['all']['ap50'])})",
            _after(told["unseen"]["precision"]),
            _after(told["unseen"]["recall"]),
            f"{told['seconds a round']['median']:.2f}" if "seconds a round" in told else "-",
        )
        for report in reports
        for way, told in report["ways"].items()
    ]
    return Table("Ten rounds of yes and no (%)", header, tuple(rows))


def _after(rounds: Sequence[float]) -> str:
    return ", ".join(f"{rounds[number]:.1f}" for number in SHOWN if number < len(rounds))


def _negatives(report: dict[str, Any]) -> Table:
    figures = ("ap50", "auroc", "shown is found", "right regions found", "alike regions found")
    header = ("the negative is", "strength", "AP50", "AUROC", "what it shows is found", "right", "of its own kind")
    rows = [
        (f"the best {kind}", strength, *(f"{told[name]:.1f}" for name in figures))
        for kind, strengths in report["negatives"].items()
        for strength, told in strengths.items()
    ]
    asked = max(report["questions"].values())
    return Table(f"One negative (%), {asked} questions, {report['weights']}", header, tuple(rows))
