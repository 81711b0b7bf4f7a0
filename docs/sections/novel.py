"""Kinds that were never learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from sections.reading import asked
from seesame.evaluate.prose import Table, percent, table_markdown
from seesame.evaluate.report import Report, read_report

FOLDER, TITLE = "novel", "Kinds that were never learnt from"
TEXT = """\
A split of COCO holds out every fourth category. Weights of a split have learnt nothing of these twenty, nor of what the
other sets have in common with them by name or meaning: `recipes/novel-1.toml` to `novel-4.toml` say line by line what
is left out for which. They are asked for these twenty alone. The default weights, which have learnt of them, are asked
the same. ImageNet, where every backbone here begins, has pictures of many of these kinds, as in most of what is
published. Those of splits 3 and 4 were made by 3,200 of the 4,000 steps of their recipes.

```sh
seesame train recipes/novel-1.toml --data data --out runs/novel-1
seesame export runs/novel-1/last.pt runs/novel-1/weights --data data
seesame evaluate instances_val2017dev.json val2017dev/ --recipe recipes/benchmark/novel-1.toml --out results/novel
```"""
PUBLISHED = (
    ("arXiv 1811.11507, mean", "1 to 4", "1, any picture", "16.3", "14.5", "-", "-"),
    ("arXiv 1811.11507, mean", "1 to 4", "5, any picture", "18.5", "16.8", "-", "-"),
)
KINDS = ("box", "mask")


def tables(paths: Sequence[Path]) -> list[str]:
    """For each question its splits (split-1-..., split-2-...) and their mean; then what is published."""
    rows: list[tuple[str, ...]] = []
    for question in sorted({_question(path) for path in paths}):
        reports = [read_report(path) for path in paths if _question(path) == question]
        rows += map(_line, reports)
        if len(reports) > 1:
            rows.append(_mean(reports))
    rows += PUBLISHED
    header = ("weights", "splits", "references", "box AP50", "mask AP50", "candidates hold", "is it there: AUROC")
    return [table_markdown(Table("Asked for what a split holds out (%)", header, tuple(rows)), "###")]


def _question(path: Path) -> str:
    """What is asked, and of whom, whatever the split."""
    return path.stem.split("-", 2)[2]


def _line(report: Report) -> tuple[str, ...]:
    found = report.detection["0"]
    return (
        str(report.system["weights"]),
        str(report.protocol.split),
        asked(report.protocol),
        *(percent(found[kind]["AP50"]) for kind in KINDS),
        percent(report.regions["all"]) if report.regions else "-",
        percent(report.presence["ranking"]["auroc"]),
    )


def _mean(reports: Sequence[Report]) -> tuple[str, ...]:
    said = [mean(each.detection["0"][kind]["AP50"]["mean"] for each in reports) for kind in KINDS]
    auroc = mean(each.presence["ranking"]["auroc"]["mean"] for each in reports)
    splits = ", ".join(str(each.protocol.split) for each in reports)
    figures = (*(percent(each) for each in said), "-", percent(auroc))
    return ("mean", splits, asked(reports[0].protocol), *(each if each == "-" else f"**{each}**" for each in figures))
