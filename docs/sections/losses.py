"""Where objects are lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sections.reading import content
from seesame.evaluate.prose import Table, table_markdown

FOLDER, TITLE = "misses", "Where objects are lost"
TEXT = """\
The step that each missed object falls to, questions asked in a random order until enough were missed;
[docs/why.md](why.md) says what the steps are. Asked at threshold 0, what is left is what no lower threshold mends.

```sh
python benchmarks/misses.py instances_val2017dev.json val2017dev --out results/misses/1-shot.json
```"""


def tables(paths: Sequence[Path]) -> list[str]:
    """Where objects are lost."""
    parts = []
    for report in map(content, paths):
        for kind in ("objects", "at threshold 0, the 100 best"):
            counted = report[kind]
            sizes = {name: each for name, each in counted["by size"].items() if each}
            rows = [
                (cause, str(sum(each.get(cause, 0) for each in sizes.values())), *_counts(cause, sizes))
                for cause in ("found", *counted["causes"])
            ]
            references = f"{report['shots']} reference{'s' if report['shots'] > 1 else ''}"
            asked = f"{counted['asked']} objects, {references}, threshold {counted['threshold']:.2f}"
            title = f"{asked}, {report['weights']}"
            parts.append(table_markdown(Table(title, ("", "all", *sizes), tuple(rows)), "###"))
        blamed = report["blamed under the threshold"]
        told = ", ".join(f"{count} fail by {name}" for name, count in blamed.items())
        parts.append(f"Of those under the threshold of {report['objects']['threshold']:.2f}, {told}.")
    return parts


def _counts(cause: str, sizes: dict[str, dict[str, int]]) -> list[str]:
    return [str(each.get(cause, 0)) for each in sizes.values()]
