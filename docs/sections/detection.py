"""One-shot examinations of one dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sections.reading import asked, order
from seesame.evaluate.prose import Table, number, percent, table_markdown
from seesame.evaluate.prose import tables as shown
from seesame.evaluate.report import Report, read_report

FOLDER, TITLE = "val2017dev", "152 pictures of COCO val2017"
TEXT = """\
For every category of every picture an example is drawn from another picture, and as many questions are asked for things
that are not there; [docs/benchmark.md](benchmark.md) says how. The weights were trained on other pictures of the same
kinds of things.

```sh
seesame evaluate instances_val2017dev.json val2017dev/ --recipe recipes/benchmark/default.toml --out results/val2017dev
```"""
PUBLISHED = (
    ("arXiv 1811.11507, trained on 118,000 pictures of these categories", "1, any picture", "35.5", "33.1"),
    ("arXiv 1811.11507, categories that it has not seen", "1, any picture", "16.3", "14.5"),
    ("arXiv 1811.11507, its finds shuffled", "1, any picture", "1.2", "0.5"),
)


def tables(paths: Sequence[Path]) -> list[str]:
    """One-shot examinations: the summary, then each of the other tables, then the categories of the first."""
    reports = sorted(map(read_report, paths), key=order)
    return [table_markdown(each, "###") for each in (_summary(reports), *shown(reports))]


def _summary(reports: Sequence[Report]) -> Table:
    header = ("system", "references", "box AP50", "mask AP50", "is it there: AUROC", "false per 100 at 60 % found")
    rows = [_line(report) for report in reports]
    rows += [(*each, "-", "-") for each in PUBLISHED]
    return Table("In short (%)", header, tuple(rows))


def _line(report: Report) -> tuple[str, ...]:
    found = report.detection["0"]
    presence: Any = report.presence
    return (
        str(report.system["weights"]),
        asked(report.protocol),
        percent(found["box"]["AP50"]),
        percent(found["mask"]["AP50"]),
        percent(presence["ranking"]["auroc"]),
        number(presence["recall_60"]["false_per_100"]),
    )
