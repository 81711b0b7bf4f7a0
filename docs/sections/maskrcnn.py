"""What Mask R-CNN for a fixed set of categories reaches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sections.reading import content
from seesame.evaluate.prose import Table, number, table_markdown

FOLDER, TITLE = "maskrcnn", "Mask R-CNN, a fixed set of categories"
TEXT = """\
`python benchmarks/maskrcnn.py` trains by a recipe of `recipes/maskrcnn` and measures on other pictures. Seconds are of
the training, of two processor cores: by the wall and summed over the cores. `balloon-from-one` learnt from the labels
that one balloon made as a reference, uncorrected; the other from those that people drew."""


def tables(paths: Sequence[Path]) -> list[str]:
    """A row a run."""
    rows = []
    for path in paths:
        report = content(path)
        reached, seconds = report["reached"], report["seconds of training"]
        figures = [number(100 * (reached[kind][name] or 0.0)) for kind in ("box", "mask") for name in ("AP50", "AP")]
        trained = str(sum(each["pictures"] for each in report["data"]))
        counts = (trained, str(reached["pictures"]), str(report["steps"]))
        rows.append((path.stem, *counts, *figures, number(seconds["processor"], 0), number(seconds["wall"], 0)))
    header = (
        *("recipe", "pictures to train on", "to measure on", "steps"),
        *("AP50 of boxes", "AP", "AP50 of masks", "AP", "processor seconds", "by the wall"),
    )
    return [table_markdown(Table("By recipe", header, tuple(rows)), "###")]
