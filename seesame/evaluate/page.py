"""A report as one static page: no script, no other file, no request to anybody."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from seesame.evaluate.charts import bars, lines
from seesame.evaluate.gallery import KINDS, Shown
from seesame.evaluate.prose import Table, named, percent, tables
from seesame.evaluate.report import Report

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #fbfbf9; --card: #fff; --rule: #dfe3e8;
  --c0: #0b6e99; --c1: #d9730d; --c2: #4d8b31; --c3: #a03e99; --c4: #b8860b; --c5: #607080; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa6b5; --paper: #14181f; --card: #1b212a;
  --rule: #303845; --c0: #4fb3df; --c1: #f5a253; --c2: #8cc96f; --c3: #d489cd; --c4: #e0b84a; --c5: #a3b1c2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 1.2rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: .4rem 0 .1rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p.lead { color: var(--soft); margin-top: 0; }
.heads { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .7rem; }
.heads div, figure { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: .8rem 1rem;
  margin: 0; }
.heads b { display: block; font-size: 1.45rem; font-variant-numeric: tabular-nums; } .heads span { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: .8rem; }
.shown { display: grid; align-items: start; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: .7rem; }
.shown figure { padding: .4rem; } .shown img { width: 100%; border-radius: 6px; display: block; }
figcaption { font-weight: 600; font-size: .92rem; } .shown figcaption { font-weight: 400; color: var(--soft); }
svg { width: 100%; height: auto; display: block; } .grid { stroke: var(--rule); }
.label { fill: var(--soft); font-size: 11px; }
.axis { fill: var(--ink); font-size: 12px; } .line { fill: none; stroke-width: 2.2; }
.line.c0 { stroke: var(--c0); } .line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); }
.line.c3 { stroke: var(--c3); } .line.c4 { stroke: var(--c4); } .line.c5 { stroke: var(--c5); }
.bar.c0 { fill: var(--c0); } .bar.c1 { fill: var(--c1); } .key { display: inline-block; width: .8em; height: .8em;
  border-radius: 3px; margin-right: .35em; } .key.c0 { background: var(--c0); } .key.c1 { background: var(--c1); }
.key.c2 { background: var(--c2); } .key.c3 { background: var(--c3); } .key.c4 { background: var(--c4); }
.key.c5 { background: var(--c5); } .keys { margin: .3rem 0 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem;
  color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; } td { white-space: nowrap; }
td:first-child, td.long { white-space: normal; min-width: 12rem; overflow-wrap: anywhere; }
"""


def page(title: str, reports: Sequence[Report], shown: Sequence[Shown] = ()) -> str:
    """Headline figures of the first report, curves of all, answers worth looking at, all tables."""
    first = reports[0]
    sizes, protocol = first.sizes, first.protocol
    lead = (
        f"{first.dataset}: {sizes['pictures']} pictures, {sizes['objects']} objects, {sizes['categories']} categories; "
        f"{protocol.runs} x {sizes['present']} questions about what is there and {sizes['absent']} about what is not, "
        f"seed {protocol.seed}"
    )
    parts = [f"<h1>{escape(title)}</h1>", f'<p class="lead">{escape(lead)}</p>', _heads(first), _figures(reports)]
    parts += [_gallery(kind, shown) for kind in KINDS]
    parts += [_table(each) for each in tables(reports)]
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{escape(title)}</title><style>{_STYLE}</style></head>'
        f"<body>{body}</body></html>\n"
    )


def _heads(report: Report) -> str:
    detection = next(iter(report.detection.values()))
    presence = report.presence
    told = {
        "AP50, boxes": percent(detection["box"]["AP50"]),
        "AP50, masks": percent(detection["mask"]["AP50"]),
        "is it there, AUROC": percent(presence["ranking"]["auroc"]),
        "objects among the candidates": percent(report.regions["all"]) if report.regions else "-",
    }
    cells = "".join(f"<div><b>{value}</b><span>{name}</span></div>" for name, value in told.items())
    return f'<div class="heads">{cells}</div>'


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
    return f'<h2>Figures</h2><div class="figures">{"".join(drawn)}</div>'


def _by_category(report: Report) -> str:
    each = next(iter(report.detection.values()))["categories"]
    ranked = sorted(each, key=lambda name: -(each[name]["box"]["AP50"]["mean"] or 0.0))
    rows = {name: [each[name][kind]["AP50"]["mean"] or 0.0 for kind in ("box", "mask")] for name in ranked}
    return bars("AP50 by category", rows, ("box", "mask"))


def _by_run(report: Report) -> str:
    """Lowest and highest AP50 of a category over the draws of references, where they differ most."""
    each = next(iter(report.detection.values()))["categories"]
    ends = {}
    for name, figures in each.items():
        runs = [value for value in figures["box"]["AP50"]["runs"] if value is not None]
        if len(runs) > 1:
            ends[name] = [max(runs), min(runs)]
    widest = sorted(ends, key=lambda name: ends[name][1] - ends[name][0])[:30]
    if not widest:
        return ""
    return bars(
        "What other references change: AP50 of boxes", {n: ends[n] for n in widest}, ("best draw", "worst draw")
    )


def _gallery(kind: str, shown: Sequence[Shown]) -> str:
    cells = "".join(
        f'<figure><img src="{each.picture}" alt="{escape(each.caption)}" loading="lazy">'
        f"<figcaption>{escape(each.caption)}</figcaption></figure>"
        for each in shown
        if each.kind == kind
    )
    return f'<h2>{KINDS[kind]}</h2><div class="shown">{cells}</div>' if cells else ""


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.header)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f'<h2>{escape(table.title)}</h2><div class="wide"><table><tr>{head}</tr>{rows}</table></div>'


def _cell(text: str) -> str:
    return f'<td class="long">{escape(text)}</td>' if len(text) > 40 else f"<td>{escape(text)}</td>"
