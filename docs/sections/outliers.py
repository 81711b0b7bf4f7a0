"""A wrong reference among right ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sections.reading import content
from seesame.evaluate.prose import Table, table_markdown

FOLDER, TITLE = "outliers", "A wrong reference among right ones"
TEXT = """\
Four objects of one category and one of another make a card, and `seesame card check` is asked which does not belong;
beside it five of one category, where nobody should be named. "Least alike" is the reference that the others speak least
for, whether it is named or not."""
WRONG = ("the wrong one named", "a right one named", "none named", "the wrong one is least alike")


def tables(paths: Sequence[Path]) -> list[str]:
    """Each size of references."""
    reports = sorted(map(content, paths), key=lambda each: each["settings"]["pixels"])
    header = ("references of at least", "draws", *WRONG, "all right: one named")
    rows = [row for report in reports for row in _rows(report)]
    title = f"Named (%), {', '.join(dict.fromkeys(each['weights'] for each in reports))}"
    return [table_markdown(Table(title, header, tuple(rows)), "###"), *(f"`{each['command']}`" for each in reports)]


def _rows(report: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            f"{report['settings']['pixels']:.0f} px",
            draws,
            *(f"{told['with a wrong one'].get(name, 0.0):.0f}" for name in WRONG),
            f"{told['all right'].get('a right one named', 0.0):.0f}",
        )
        for draws, told in report["percent by draws"].items()
    ]
