"""The same object again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sections.reading import content
from seesame.evaluate.prose import Table, number, percent, table_markdown

FOLDER, TITLE = "same-object", "The same object again"
TEXT = """\
One photograph of an object asks; the other photographs of that very object should come before all others.

```sh
seesame evaluate-objects objects/ --crop object --out results/same-object/object.json
```"""
SWITCH = """\
"My mug, not any mug" is fitted on one half of the objects and of the other photographs, and counted on the other half,
both ways round; among the others are other dogs, clocks, backpacks and the like.

```sh
seesame fit-objects recipes/same-object/default.toml --data data --out results/same-object/switch-object.json
```"""
TILED = """\
One photograph of each object, made small, lies in a large scene of other pictures; another photograph asks for it."""
GROUPS = ("same", "look-alikes", "others")


def tables(paths: Sequence[Path]) -> list[str]:
    """The same object again: examinations of any system, then what the switch between category and object does."""
    switches, tiled = ([path for path in paths if path.stem.startswith(stem)] for stem in ("switch", "tiles"))
    others = [path for path in paths if path not in (*switches, *tiled)]
    parts = _retrieval(others) if others else []
    for path in switches:
        parts += _switch(content(path))
    for path in tiled:
        parts += _tiled(content(path))
    return parts


def _tiled(report: dict[str, Any]) -> list[str]:
    shares = ("the best region is right (%)", "right over the threshold (%)", "wrong over the threshold (%)")
    figures = (*shares, "seconds")
    rows = [
        (f"{pixels} px", way, *(f"{told[name]:.{1 if name == 'seconds' else 0}f}" for name in figures))
        for pixels, ways in report["pixels"].items()
        for way, told in ways.items()
    ]
    asked = max(told["questions"] for ways in report["pixels"].values() for told in ways.values())
    title = f"In {' x '.join(map(str, report['size'][::-1]))} pixels, {asked} questions each, {report['weights']}"
    header = ("photographs of about", "looked at with", *figures)
    return [TILED, table_markdown(Table(title, header, tuple(rows)), "###"), f"`{report['command']}`"]


def _retrieval(paths: Sequence[Path]) -> list[str]:
    """Examinations of the same object."""
    reports = [content(path) for path in paths]
    header = ("system", "asked with", "recall at 1", "at 5", "at 10", "mean average precision", "question ms")
    rows = [
        (
            str(each["system"]["weights"]),
            f"the {each['crop']}" + (" photograph" if each["crop"] == "whole" else " found in it")
            + (", for the very object" if each.get("same") == "object" else ""),
            *(percent(each["recall"][rank]) for rank in ("1", "5", "10")),
            percent(each["precision"]),
            number(each["timing"]["question"]),
        )
        for each in sorted(reports, key=lambda each: -each["precision"])
    ]
    sizes = reports[0]["sizes"]
    told = ", ".join(f"{count} {name}" for name, count in sizes.items())
    return [f"{told[0].upper()}{told[1:]}.", table_markdown(Table("Found again (%)", header, tuple(rows)), "###")]


def _switch(report: dict[str, Any]) -> list[str]:
    sizes = ", ".join(f"{count} {name}" for name, count in report["sizes"].items())
    told = {f"the same {name}": report["switch"][name] for name in ("category", "object")}
    asking = "the object found in it" if report["crop"] == "object" else "the whole photograph"
    header = ("asked for", "among", "recall at 1", "at 5", "at 10", "mean average precision")
    ranked = [
        (name, among, *(percent(part["recall"][rank]) for rank in ("1", "5", "10")), percent(part["precision"]))
        for key, among in (("alone", "photographs of the objects"), ("among", "these and half of the others"))
        for name, part in ((name, each[key]) for name, each in told.items())
    ]
    accepted = [
        (name, number(each["threshold"], 3), *(percent(each["accepted"][group]) for group in GROUPS))
        for name, each in told.items()
    ]
    counted = ", ".join(f"{next(iter(told.values()))['accepted'][f'{name} counted']:.0f} {name}" for name in GROUPS)
    timing = report["timing"]
    return [
        SWITCH,
        f"{sizes}; {report['system']['weights']}, asked with {asking}.",
        table_markdown(Table("Any of its category, or this very object (%)", header, tuple(ranked)), "###"),
        table_markdown(
            Table(
                "Photographs that reach the threshold (%)",
                ("asked for", "threshold", "the same object", "another of its category", "something else"),
                tuple(accepted),
            ),
            "###",
        ),
        f"Of questions to photographs of the half that was not fitted on: {counted}. A region that is looked at from "
        f"near took {number(timing['look'])} ms, encoding a picture {number(timing['encode'])} ms, in the same run.",
    ]
