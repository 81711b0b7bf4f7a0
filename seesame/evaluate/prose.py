"""A report as tables that people read: the same rows for Markdown and for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seesame.evaluate.report import Report


@dataclass(frozen=True)
class Table:
    """A title, a header and rows of text, all of one length."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(reports: Sequence[Report]) -> tuple[Table, ...]:
    """Detection at each floor, presence and cost, what references change, the first one's categories, origins."""
    floors = dict.fromkeys(floor for report in reports for floor in report.detection)
    parts = [_detection(floor, reports) for floor in floors]
    parts += [_presence(reports), _references(reports), _categories(reports[0]), _remarks(reports), _origins(reports)]
    return tuple(part for part in parts if part.rows)


def markdown(title: str, reports: Sequence[Report]) -> str:
    """All tables as Markdown."""
    return "\n\n".join([f"# {title}", *(table_markdown(each) for each in tables(reports))]) + "\n"


def table_markdown(table: Table, mark: str = "##") -> str:
    """One table as Markdown, its title a heading of the level that `mark` says."""
    lines = [f"{mark} {table.title}", "", _line(table.header), _line(["---"] * len(table.header))]
    return "\n".join([*lines, *(_line(row) for row in table.rows)])


def named(report: Report) -> str:
    """What to call a report among others."""
    protocol = report.protocol
    parts = [str(report.system["weights"]), f"{protocol.shots} shot" + "s" * (protocol.shots > 1)]
    if protocol.split is not None:
        parts.append(f"split {protocol.split} {'novel' if protocol.novel else 'known'}")
    if protocol.same_picture:
        parts.append("references from any picture")
    return ", ".join(parts)


def percent(figure: Any) -> str:
    """A figure (mean, interval) or a share, in percent; a dash where nothing could be counted."""
    mean, interval = (figure["mean"], figure["interval"]) if isinstance(figure, Mapping) else (figure, None)
    if mean is None:
        return "-"
    return f"{100 * mean:.1f}" + (f" ± {100 * interval:.1f}" if interval is not None else "")


def number(figure: Any, digits: int = 1) -> str:
    """A figure as it is."""
    mean = figure["mean"] if isinstance(figure, Mapping) else figure
    return "-" if mean is None else f"{mean:.{digits}f}"


def _detection(floor: str, reports: Sequence[Report]) -> Table:
    columns = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100")
    rows = [
        (named(report), kind, *(percent(report.detection[floor][kind][column]) for column in columns))
        for report in reports
        if floor in report.detection
        for kind in ("box", "mask")
    ]
    return Table(f"Detection, scores from {floor} (%)", ("system", "", *columns), tuple(rows))


def _presence(reports: Sequence[Report]) -> Table:
    at = ("threshold", "answered", "found", "false per 100 absent", "false per 100 at 60 % found")
    header = ("system", "AUROC", "average precision", *at, "candidates hold", "encode ms", "question ms", "memory MiB")
    return Table("Is it there? What does it cost?", header, tuple(_presence_row(report) for report in reports))


def _presence_row(report: Report) -> tuple[str, ...]:
    ranking, shipped, fixed = (report.presence[part] for part in ("ranking", "shipped", "recall_60"))
    times = [number((report.timing.get(stage) or {}).get("median")) for stage in ("encode", "question")]
    return (
        named(report),
        percent(ranking["auroc"]),
        percent(ranking["average_precision"]),
        number(shipped["threshold"], 3),
        percent(shipped["answered"]),
        percent(shipped["recall"]),
        number(shipped["false_per_100"]),
        number(fixed["false_per_100"]),
        percent(report.regions["all"]) if report.regions else "-",
        *times,
        number(report.timing.get("memory"), 0),
    )


def _references(reports: Sequence[Report]) -> Table:
    parts = ("always", "sometimes", "never")
    rows = [
        (named(r), *(percent(r.references[part]) for part in parts), number(r.references["deviation"], 3))
        for r in reports
        if r.references["always"] is not None
    ]
    header = ("system", "always right", "sometimes", "never", "deviation of the best score")
    return Table("What another reference changes (% of questions)", header, tuple(rows))


def _categories(report: Report) -> Table:
    each = next(iter(report.detection.values()))["categories"]
    ranked = sorted(each, key=lambda name: -(each[name]["box"]["AP50"]["mean"] or 0.0))
    rows = [(name, percent(each[name]["box"]["AP50"]), percent(each[name]["mask"]["AP50"])) for name in ranked]
    return Table(f"AP50 by category: {named(report)}", ("category", "box", "mask"), tuple(rows))


def _remarks(reports: Sequence[Report]) -> Table:
    rows = [("left out", name, reason) for name, reason in reports[0].left_out.items()]
    rows += [("failed", f"{count} questions", reason) for each in reports for reason, count in each.failed.items()]
    return Table("Left out and failed", ("", "what", "why"), tuple(dict.fromkeys(rows)))


def _origins(reports: Sequence[Report]) -> Table:
    rows = []
    for report in reports:
        origin = report.provenance
        if origin:
            runs_on = origin["machine"]
            versions = ", ".join(f"{name} {version}" for name, version in origin["versions"].items())
            where = f"{runs_on['processor']}, {runs_on['cores']} cores, {runs_on['memory']} GiB"
            code = f"{origin['revision'] or 'released'}, {versions}"
            rows.append((named(report), f"`{origin['command']}`", origin["recipe"] or "-", code, where, origin["date"]))
    return Table("Where the figures come from", ("system", "command", "recipe", "code", "machine", "date"), tuple(rows))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
