"""What a few pictures of one's own give the default network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sections.reading import content
from seesame.evaluate.prose import Table, number, table_markdown

FOLDER, TITLE = "train/own", "Trained on a few pictures of one's own"
TEXT = """\
`python benchmarks/own_data.py` trains as `seesame train` does with annotated pictures, by `recipes/own-small.toml`,
from the weights that ship, and measures before and after with one reference a question, on pictures that it did not
learn from (the best checkpoint is chosen by them, too). Seconds are of one processor core. Other things are those
of val2017dev, asked once: what the network has forgotten by learning one thing."""


def tables(paths: Sequence[Path]) -> list[str]:
    """A row a run."""
    rows = []
    for path in paths:
        report = content(path)
        found, learnt, seconds = report["found"], report["learnt from"], report["seconds of training"]
        before, after = found["as shipped"], found["trained"]
        other = [each["other things"]["mask"]["mean"] for each in (before, after) if "other things" in each]
        figures = [f"{_percent(before, kind)} to {_percent(after, kind)}" for kind in ("box", "mask")]
        told = " to ".join(number(100 * each) for each in other) or "not asked"
        counts = (str(learnt["pictures"]), str(learnt["objects"]), str(found["pictures"]))
        rows.append((path.stem, *counts, *figures, told, number(seconds["processor"], 0)))
    header = (
        *("data", "pictures to learn from", "objects", "to measure on"),
        *("AP50 of boxes", "AP50 of masks", "AP50 of masks, other things", "processor seconds"),
    )
    return [table_markdown(Table("By data", header, tuple(rows)), "###")]


def _percent(found: dict[str, dict[str, float]], kind: str) -> str:
    return number(100 * found[kind]["mean"])
