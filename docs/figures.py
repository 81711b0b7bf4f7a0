"""The page of results, from the reports in `results/`: a folder for each set of pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seesame.evaluate.prose import Table, number, percent, table_markdown, tables
from seesame.evaluate.report import Report, read_report

TITLE = "# Results"
INTRODUCTION = """\
Written by `make docs` from the reports in `results/`; measure anew instead of changing this page. Every report holds
the command that made it, the weights with the sha256 of their files, versions, machine and date.

± is 1.96 standard errors over five draws of the references. Times belong beside each other, not beside those of another
page or machine."""
SEEN = """\
For every category of every picture an example is drawn from another picture, and as many questions are asked for things
that are not there; [docs/benchmark.md](benchmark.md) says how. The weights were trained on other pictures of the same
kinds of things.

```sh
seesame evaluate instances_val2017dev.json val2017dev/ --recipe recipes/benchmark/default.toml --out results/val2017dev
```"""
AGAIN = """\
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
GROUPS = ("same", "look-alikes", "others")
FAST = """\
`python benchmarks/speed.py` measures all stages in turn, thirty times over, in one run."""
PUBLISHED = (
    ("arXiv 1811.11507, trained on 118,000 pictures of these categories", "1, any picture", "35.5", "33.1"),
    ("arXiv 1811.11507, categories that it has not seen", "1, any picture", "16.3", "14.5"),
    ("arXiv 1811.11507, its finds shuffled", "1, any picture", "1.2", "0.5"),
)


def page(folder: Path) -> str:
    """The whole page as Markdown."""
    parts = [TITLE, INTRODUCTION]
    for name, title, text, section in SECTIONS:
        paths = sorted((folder / name).glob("*.json"))
        if paths:
            parts += [f"## {title}", text, *section(paths)]
    return "\n\n".join(parts) + "\n"


def detection(paths: Sequence[Path]) -> list[str]:
    """One-shot examinations: the summary, then each of the other tables, then the categories of the first."""
    reports = sorted(map(read_report, paths), key=_order)
    return [table_markdown(each, "###") for each in (_summary(reports), *tables(reports))]


def retrieval(paths: Sequence[Path]) -> list[str]:
    """Examinations of the same object."""
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
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


def again(paths: Sequence[Path]) -> list[str]:
    """The same object again: examinations of any system, then what the switch between category and object does."""
    switches = [path for path in paths if path.stem.startswith("switch")]
    others = [path for path in paths if path not in switches]
    parts = retrieval(others) if others else []
    for path in switches:
        parts += _switch(json.loads(path.read_text(encoding="utf-8")))
    return parts


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


def speed(paths: Sequence[Path]) -> list[str]:
    """What one picture takes."""
    parts = []
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        times, ratios = content["milliseconds"], content["times the bare backbone"]
        rows = [(name, number(value), number(ratios[name], 2)) for name, value in times.items()]
        frame = " x ".join(map(str, content["frame"][::-1]))
        title = f"{frame} pixels, {content['threads']} threads, {content['weights']}"
        parts.append(table_markdown(Table(title, ("", "ms", "times the bare backbone"), tuple(rows)), "###"))
        parts.append(f"Peak memory {content['peak memory MiB']} MiB; loaded in {content['seconds to load']} s.")
    return parts


def _summary(reports: Sequence[Report]) -> Table:
    header = ("system", "references", "box AP50", "mask AP50", "is it there: AUROC", "false per 100 at 60 % found")
    rows = [_line(report) for report in reports]
    rows += [(*each, "-", "-") for each in PUBLISHED]
    return Table("In short (%)", header, tuple(rows))


def _line(report: Report) -> tuple[str, ...]:
    protocol, found = report.protocol, report.detection["0"]
    presence: Any = report.presence
    return (
        str(report.system["weights"]),
        f"{protocol.shots}" + (", any picture" if protocol.same_picture else ""),
        percent(found["box"]["AP50"]),
        percent(found["mask"]["AP50"]),
        percent(presence["ranking"]["auroc"]),
        number(presence["recall_60"]["false_per_100"]),
    )


def _order(report: Report) -> tuple[bool, int, float]:
    """The usual rule first, few references before many, the best first."""
    protocol = report.protocol
    return protocol.same_picture, protocol.shots, -report.detection["0"]["box"]["AP50"]["mean"]


SECTIONS = (
    ("val2017dev", "152 pictures of COCO val2017", SEEN, detection),
    ("same-object", "The same object again", AGAIN, again),
    ("speed", "Time and memory", FAST, speed),
)
"""Folder, title, text, what makes the tables."""
