"""One-shot examinations of several datasets, each asked in one way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sections.reading import order
from seesame.evaluate.prose import Table, number, percent, table_markdown
from seesame.evaluate.report import read_report

FOLDER, TITLE = "other-worlds", "Other worlds"
TEXT = """\
Mandarins on a table, balloons, nuclei of cells under a microscope. None of these pictures was in training; oranges
were, nothing like a nucleus was. One example from another picture asks for all of them. Each of these sets has one
category, so nothing absent can be asked of it; the second command asks all of them together, each for the others'
things too, in two draws. Four photographs of mandarins are there twice, as `seesame data check` tells: there the
example may come from the very picture.

```sh
seesame evaluate data/ --recipe recipes/benchmark/other-worlds.toml --out results/other-worlds
seesame evaluate data/ --recipe recipes/benchmark/worlds-together.toml --out results/other-worlds/together.json
```"""


def tables(paths: Sequence[Path]) -> list[str]:
    """One-shot examinations of several datasets, each asked in one way."""
    reports = sorted(map(read_report, paths), key=lambda each: (each.dataset, *order(each)))
    header = ("dataset", "system", "box AP50", "mask AP50", "candidates hold", "is it there: AUROC", "wrong per 100")
    rows = []
    for each in reports:
        box, mask = (each.detection["0"][kind] for kind in ("box", "mask"))
        rows.append(
            (
                f"{each.dataset}: {each.sizes['pictures']} pictures, {each.sizes['objects']} objects",
                str(each.system["weights"]),
                *(percent(kind["AP50"]) for kind in (box, mask)),
                percent(each.regions["all"]) if each.regions else "-",
                percent(each.presence["ranking"]["auroc"]),
                number(each.presence["shipped"]["false_per_100"]),
            )
        )
    return [table_markdown(Table("Found with one example (%)", header, tuple(rows)), "###")]
