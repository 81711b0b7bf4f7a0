"""False alarms asked for and seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sections.reading import content
from seesame.evaluate.prose import Table, table_markdown

FOLDER, TITLE = "false-alarms", "False alarms asked for and seen"
TEXT = """\
The threshold for a rate comes from the weights (`--false-alarms`), or from pictures without the thing (`seesame card
calibrate`); alarms are counted in other pictures without it. Of 2 parts each was fitted on one half and counted in the
other, of 4 on three quarters."""
FIGURES = (
    "false alarms seen",
    "of single questions, a tenth had more than",
    "objects found",
    "objects told to be found",
)


def tables(paths: Sequence[Path]) -> list[str]:
    """Every way to a threshold, by the rate that was asked for."""
    parts = []
    for report in map(content, paths):
        header = ("the threshold comes from", "asked for", *FIGURES, "thresholds")
        rows = [
            (way, rate, *(f"{told[name]:.1f}" for name in FIGURES), str(told["thresholds"]))
            for way, rates in report["ways"].items()
            for rate, told in rates.items()
        ]
        asked = f"{report['questions']} questions, {report['pictures']} pictures, {report['weights']}"
        parts += [table_markdown(Table(f"In %, {asked}", header, tuple(rows)), "###"), f"`{report['command']}`"]
    return parts
