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
WORLDS = """\
Mandarins on a table, balloons, nuclei of cells under a microscope. None of these pictures was in training; oranges
were, nothing like a nucleus was. One example from another picture asks for all of them. Each of these sets has one
category, so nothing absent can be asked of it; the second command asks all of them together, each for the others'
things too, in two draws. Four photographs of mandarins are there twice, as `seesame data check` tells: there the
example may come from the very picture.

```sh
seesame evaluate data/ --recipe recipes/benchmark/other-worlds.toml --out results/other-worlds
seesame evaluate data/ --recipe recipes/benchmark/worlds-together.toml --out results/other-worlds/together.json
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
LOST = """\
The step that each missed object falls to, questions asked in a random order until enough were missed;
[docs/why.md](why.md) says what the steps are. Asked at threshold 0, what is left is what no lower threshold mends.

```sh
python benchmarks/misses.py instances_val2017dev.json val2017dev --out results/misses/1-shot.json
```"""
LARGE = """\
A picture of 24 megapixels is made of COCO's pictures at their own pixels, and objects of another kind are laid into
it; [docs/large-pictures.md](large-pictures.md) says how such pictures are cut. Found is the share of the objects of
each size with a find at IoU .5, wrong counts all other finds, at the threshold that ships.

```sh
python benchmarks/large_pictures.py instances_val2017dev.json val2017dev/ --out results/large-pictures/large.json
```"""
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


def worlds(paths: Sequence[Path]) -> list[str]:
    """One-shot examinations of several datasets, each asked in one way."""
    reports = sorted(map(read_report, paths), key=lambda each: (each.dataset, *_order(each)))
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


def losses(paths: Sequence[Path]) -> list[str]:
    """Where objects are lost."""
    parts = []
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        for kind in ("objects", "at threshold 0, the 100 best"):
            counted = content[kind]
            sizes = {name: each for name, each in counted["by size"].items() if each}
            rows = [
                (cause, str(sum(each.get(cause, 0) for each in sizes.values())), *_counts(cause, sizes))
                for cause in ("found", *counted["causes"])
            ]
            references = f"{content['shots']} reference{'s' if content['shots'] > 1 else ''}"
            asked = f"{counted['asked']} objects, {references}, threshold {counted['threshold']:.2f}"
            title = f"{asked}, {content['weights']}"
            parts.append(table_markdown(Table(title, ("", "all", *sizes), tuple(rows)), "###"))
        blamed = content["blamed under the threshold"]
        told = ", ".join(f"{count} fail by {name}" for name, count in blamed.items())
        parts.append(f"Of those under the threshold of {content['objects']['threshold']:.2f}, {told}.")
    return parts


def _counts(cause: str, sizes: dict[str, dict[str, int]]) -> list[str]:
    return [str(each.get(cause, 0)) for each in sizes.values()]


def large(paths: Sequence[Path]) -> list[str]:
    """Small things in large pictures."""
    parts = []
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        sides = list(content["summary"][0]["found"])[::-1]
        header = ("reference", "tiles", *(f"{side} px" for side in sides), "wrong", "looking s", "asking s", "peak MiB")
        rows = [
            (
                each["reference"],
                each["tiles"],
                *(f"{100 * each['found'][side]:.0f}" for side in sides),
                *(str(each[name]) for name in ("wrong", "looking, s", "asking, s", "peak MiB")),
            )
            for each in content["summary"]
        ]
        height, width = content["size"]
        asked = ", ".join(dict.fromkeys(each["category"] for each in content["searches"]))
        title = f"{width} x {height} pixels, found (%), {content['threads']} threads, {content['weights']}"
        note = f" Note: {content['note']}." if content["note"] else ""
        told = f"Means over {asked}; {content['objects of each size']} objects of each size.{note}"
        parts += [table_markdown(Table(title, header, tuple(rows)), "###"), f"{told} `{content['command']}`"]
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
    ("other-worlds", "Other worlds", WORLDS, worlds),
    ("same-object", "The same object again", AGAIN, again),
    ("misses", "Where objects are lost", LOST, losses),
    ("large-pictures", "Small things in large pictures", LARGE, large),
    ("speed", "Time and memory", FAST, speed),
)
"""Folder, title, text, what makes the tables."""
