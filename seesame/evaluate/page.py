"""A report as one static page: no script, no other file, no request to anybody."""

from __future__ import annotations

from collections.abc import Sequence

from seesame.evaluate.gallery import KINDS, Shown
from seesame.evaluate.prose import named, percent, tables
from seesame.evaluate.report import Report
from seesame.pages.charts import bars, lines
from seesame.pages.document import document, figure, figures, heads, table


def page(title: str, reports: Sequence[Report], shown: Sequence[Shown] = ()) -> str:
    """Headline figures of the first report, curves of all, answers worth looking at, all tables."""
    first = reports[0]
    sizes, protocol = first.sizes, first.protocol
    lead = (
        f"{first.dataset}: {sizes['pictures']} pictures, {sizes['objects']} objects, {sizes['categories']} categories; "
        f"{protocol.runs} x {sizes['present']} questions about what is there and {sizes['absent']} about what is not, "
        f"seed {protocol.seed}"
    )
    parts = [heads(_headline(first)), _figures(reports)]
    parts += [_gallery(kind, shown) for kind in KINDS]
    parts += [table(each.title, each.header, each.rows) for each in tables(reports)]
    return document(title, lead, parts)


def _headline(report: Report) -> dict[str, str]:
    detection = next(iter(report.detection.values()))
    presence = report.presence
    return {
        "AP50, boxes": percent(detection["box"]["AP50"]),
        "AP50, masks": percent(detection["mask"]["AP50"]),
        "is it there, AUROC": percent(presence["ranking"]["auroc"]),
        "objects among the candidates": percent(report.regions["all"]) if report.regions else "-",
    }


def _figures(reports: Sequence[Report]) -> str:
    floors = {named(report): next(iter(report.detection.values())) for report in reports}
    drawn = [
        lines(
            f"Precision and recall of {plural}",
            "recall",
            "precision",
            {name: [(i / 100, p) for i, p in enumerate(each["curve"][kind])] for name, each in floors.items()},
        )
        for kind, plural in (("box", "boxes"), ("mask", "masks"))
    ]
    curves = {
        named(report): [
            (step["false_per_100"], step["recall"])
            for step in report.presence["curve"]
            if step["false_per_100"] is not None and step["recall"] is not None
        ]
        for report in reports
    }
    across = "false instances per 100 questions about what is not there"
    drawn.append(lines("What a false alarm buys", across, "share of objects found", curves, (200.0, 1.0)))
    drawn.append(_by_category(reports[0]))
    drawn.append(_by_run(reports[0]))
    return figures("Figures", drawn, "figures")


def _by_category(report: Report) -> str:
    each = next(iter(report.detection.values()))["categories"]
    ranked = sorted(each, key=lambda name: -(each[name]["box"]["AP50"]["mean"] or 0.0))
    rows = {name: [each[name][kind]["AP50"]["mean"] or 0.0 for kind in ("box", "mask")] for name in ranked}
    return bars("AP50 by category", rows, ("box", "mask"))


def _by_run(report: Report) -> str:
    """Lowest and highest AP50 of a category over the draws of references, where they differ most."""
    each = next(iter(report.detection.values()))["categories"]
    ends = {}
    for name, told in each.items():
        runs = [value for value in told["box"]["AP50"]["runs"] if value is not None]
        if len(runs) > 1:
            ends[name] = [max(runs), min(runs)]
    widest = sorted(ends, key=lambda name: ends[name][1] - ends[name][0])[:30]
    if not widest:
        return ""
    return bars(
        "What other references change: AP50 of boxes", {n: ends[n] for n in widest}, ("best draw", "worst draw")
    )


def _gallery(kind: str, shown: Sequence[Shown]) -> str:
    cells = [figure(each.picture, each.caption) for each in shown if each.kind == kind]
    return figures(KINDS[kind], cells) if cells else ""
