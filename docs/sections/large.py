"""Small things in large pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sections.reading import content
from seesame.evaluate.prose import Table, table_markdown

FOLDER, TITLE = "large-pictures", "Small things in large pictures"
TEXT = """\
A picture of 24 megapixels is made of COCO's pictures at their own pixels, and objects of another kind are laid into
it; [docs/large-pictures.md](large-pictures.md) says how such pictures are cut. Found is the share of the objects of
each size with a find at IoU .5, wrong counts all other finds, at the threshold that ships.

```sh
python benchmarks/large_pictures.py instances_val2017dev.json val2017dev/ --out results/large-pictures/large.json
```"""


def tables(paths: Sequence[Path]) -> list[str]:
    """Small things in large pictures."""
    parts = []
    for report in map(content, paths):
        sides = list(report["summary"][0]["found"])[::-1]
        header = ("reference", "tiles", *(f"{side} px" for side in sides), "wrong", "looking s", "asking s", "peak MiB")
        rows = [
            (
                each["reference"],
                each["tiles"],
                *(f"{100 * each['found'][side]:.0f}" for side in sides),
                *(str(each[name]) for name in ("wrong", "looking, s", "asking, s", "peak MiB")),
            )
            for each in report["summary"]
        ]
        height, width = report["size"]
        asked = ", ".join(dict.fromkeys(each["category"] for each in report["searches"]))
        title = f"{width} x {height} pixels, found (%), {report['threads']} threads, {report['weights']}"
        note = f" Note: {report['note']}." if report["note"] else ""
        told = f"Means over {asked}; {report['objects of each size']} objects of each size.{note}"
        parts += [table_markdown(Table(title, header, tuple(rows)), "###"), f"{told} `{report['command']}`"]
    return parts
