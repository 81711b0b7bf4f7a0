"""What an examination found: one value, written as JSON or as a table for terminals."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np

from seesame.configuration import build_from
from seesame.errors import ConfigError, DataError
from seesame.evaluate.protocol import Protocol

_COLUMNS = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR100")
_WIDTH = 120  # characters
_SHOWN = 5  # best and worst categories of a table


@dataclass(frozen=True)
class Report:
    """The figures of one system on one dataset; of several runs they are `{"mean", "interval", "runs"}`, see `spread`.

    Attributes:
        dataset: its name.
        sizes: pictures, objects and categories searched; present and absent questions of one run.
        protocol: how it was asked.
        system: type, weights and threshold of what was asked.
        detection: by floor: box and mask, COCO's twelve each; categories, AP and AP50 of both kinds by name; curve,
            of both kinds the precision at 101 recalls, the mean of categories and runs.
        presence: ranking, shipped, recall_60 (see `presence`); curve, over all runs.
        references: what another draw of references changes: shares of the questions whose best find is right always,
            sometimes, never; deviation of the best score.
        regions: recall of the candidates before any question; None if the system shows none.
        left_out: categories that could not be asked for, with the reason; they are in no mean.
        failed: what could not be read, with the number of questions lost by it.
        timing: milliseconds of encode, describe and question; memory, the most that a process used, MiB.
        provenance: command, recipe, files of the weights, machine, versions, git revision, date; empty unless given.

    All but timing and provenance is the same for the same seed.
    """

    dataset: str
    sizes: Mapping[str, int]
    protocol: Protocol
    system: Mapping[str, Any]
    detection: Mapping[str, Any]
    presence: Mapping[str, Any]
    references: Mapping[str, float | None]
    regions: Mapping[str, float | None] | None
    left_out: Mapping[str, str]
    failed: Mapping[str, int]
    timing: Mapping[str, Any]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self, timing: bool = True) -> dict[str, Any]:
        """The report as plain values; without `timing`, the part that is the same for the same seed."""
        content = asdict(self)
        if not timing:
            del content["timing"], content["provenance"]
        return content

    def to_json(self, timing: bool = True) -> str:
        """The report as JSON, keys sorted; `timing` as in `to_dict`."""
        return json.dumps(self.to_dict(timing), indent=2, sort_keys=True, allow_nan=False, ensure_ascii=False) + "\n"


def read_report(path: Path) -> Report:
    """A report that was written as JSON.

    Raises: DataError: it is none.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Report(**{**content, "protocol": build_from(Protocol, content["protocol"], "protocol")})
    except OSError as error:
        raise DataError(f"{path}: cannot be opened ({error.strerror}); give the report of an examination") from error
    except (ValueError, TypeError, KeyError, ConfigError) as error:
        raise DataError(f"{path}: is not the report of an examination ({error}); examine anew") from error


def spread(runs: Sequence[Any]) -> Any:
    """Equal trees of figures, one a run, as one tree of `{"mean", "interval", "runs"}`.

    The interval is 1.96 times the standard error: the deviation between runs (of a sample, n - 1) over the root of
    their number. None stands for a figure of fewer than two runs, and for a mean of none.
    """
    trees = [run for run in runs if isinstance(run, Mapping)]
    if trees:
        names = dict.fromkeys(name for tree in trees for name in tree)
        return {name: spread([tree.get(name) for tree in trees]) for name in names}
    counted = [float(run) for run in runs if run is not None]
    interval = 1.96 * float(np.std(counted, ddof=1)) / math.sqrt(len(counted)) if len(counted) > 1 else None
    return {"mean": float(np.mean(counted)) if counted else None, "interval": interval, "runs": list(runs)}


def table(report: Report, *beside: Report) -> str:
    """The report for a terminal; detection of others, such as a baseline, beside it. Shares are in percent."""
    parts = [_heading(report), *(_detection(floor, (report, *beside)) for floor in report.detection)]
    parts += [_presence(report), _categories(report), _remarks(report)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(report: Report) -> str:
    sizes, protocol = report.sizes, report.protocol
    where = "any picture" if protocol.same_picture else "another picture"
    return (
        f"{report.dataset}: "
        f"{sizes['pictures']} pictures, {sizes['objects']} objects, {sizes['categories']} categories\n"
        f"{protocol.runs} x {sizes['present']} present and {sizes['absent']} absent questions, "
        f"{protocol.shots} reference{'s' * (protocol.shots > 1)} each from {where}, seed {protocol.seed}"
    )


def _detection(floor: str, reports: Sequence[Report]) -> str:
    names = [str(each.system["weights"]) for each in reports]
    width = max(len(name) for name in names) + len("mask  ")
    lines = [f"{f'scores from {floor}':<{width}}" + "".join(f"{column:>14}" for column in _COLUMNS)]
    for name, each in zip(names, reports, strict=True):
        for kind in ("box", "mask"):
            cells = "".join(f"{_percent(each.detection[floor][kind][column]):>14}" for column in _COLUMNS)
            lines.append(f"{f'{kind:<4}  {name}':<{width}}{cells}")
    return "\n".join(lines)


def _presence(report: Report) -> str:
    ranking, shipped, fixed = (report.presence[part] for part in ("ranking", "shipped", "recall_60"))
    rows = [
        ("is it there?", "threshold", "answered", "found", "false per 100"),
        ("  shipped threshold", *_at(shipped)),
        ("  60 % of objects found", *_at(fixed)),
    ]
    lines = [f"{row[0]:<24}" + "".join(f"{cell:>16}" for cell in row[1:]) for row in rows]
    lines.append(f"  AUROC {_percent(ranking['auroc'])}, average precision {_percent(ranking['average_precision'])}")
    if not report.sizes["absent"]:
        lines.append("  nothing absent could be asked: every searched picture shows every category")
    if report.regions is not None:
        shares = ", ".join(f"{area} {_percent({'mean': share})}" for area, share in report.regions.items())
        lines.append(f"  objects among the 100 best candidates: {shares}")
    return "\n".join(lines)


def _at(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """Threshold, share of present questions answered, share of objects found, false instances per 100 absent ones."""
    shares = (_percent(figures[name]) for name in ("answered", "recall"))
    return (_number(figures["threshold"]), *shares, _number(figures["false_per_100"], 1))


def _categories(report: Report) -> str:
    """The best and worst categories of the first floor."""
    each = next(iter(report.detection.values()))["categories"]
    ranked = sorted(each, key=lambda name: -(each[name]["box"]["AP50"]["mean"] or 0.0))
    shown = {"best": ranked[:_SHOWN], "worst": ranked[-_SHOWN:]} if len(ranked) > 2 * _SHOWN else {"all": ranked}
    lines = ["AP50 of box / mask by category"]
    for title, names in shown.items():
        cells = [f"{name} {_bare(each[name]['box']['AP50'])} / {_bare(each[name]['mask']['AP50'])}" for name in names]
        lines.append(f"  {title}: {', '.join(cells)}")
    return "\n".join(lines)


def _remarks(report: Report) -> str:
    by_reason: dict[str, list[str]] = {}
    for name, reason in report.left_out.items():
        by_reason.setdefault(reason, []).append(name)
    lines = [_wrapped(f"left out, {reason}: {', '.join(names)}") for reason, names in by_reason.items()]
    lines += [f"failed: {reason} ({count} questions lost)" for reason, count in report.failed.items()]
    return "\n".join([*lines, _costs(report)])


def _costs(report: Report) -> str:
    times = [
        f"{name} {each['median']:.0f} ms" for name, each in report.timing.items() if isinstance(each, Mapping) and each
    ]
    memory = report.timing["memory"]
    return f"median time: {', '.join(times)}" + (f"; most memory {memory:.0f} MiB" if memory is not None else "")


def _wrapped(text: str) -> str:
    return fill(text, _WIDTH, subsequent_indent="  ", break_long_words=False)


def _percent(figure: Mapping[str, Any]) -> str:
    interval = figure.get("interval")
    return _bare(figure) + (f" ± {100 * interval:.1f}" if interval is not None else "")


def _bare(figure: Mapping[str, Any]) -> str:
    return "-" if figure["mean"] is None else f"{100 * figure['mean']:.1f}"


def _number(figure: Mapping[str, Any], digits: int = 2) -> str:
    if figure["mean"] is None:
        return "-"
    interval = figure["interval"]
    return f"{figure['mean']:.{digits}f}" + (f" ± {interval:.{digits}f}" if interval else "")
