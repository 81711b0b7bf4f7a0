"""Figures as inline SVG, drawn by hand so that a report needs no other file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

Point = tuple[float, float]

_WIDTH, _HEIGHT = 560, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 12, 44
_ROW = 18  # height of a bar's row
_COLOURS = ("#0b6e99", "#d9730d", "#4d8b31", "#a03e99", "#b8860b", "#607080")  # those of a page by day
_ALONE = "".join(
    [
        "text{font-family:system-ui,sans-serif}.label{fill:#5b6675;font-size:11px}.axis{fill:#1c2430;font-size:12px}",
        ".grid{stroke:#dfe3e8}.line{fill:none;stroke-width:2.2}.dot{fill-opacity:.75}",
        *(f".line.c{place}{{stroke:{each}}}" for place, each in enumerate(_COLOURS)),
        *(f".bar.c{place},.dot.c{place}{{fill:{each}}}" for place, each in enumerate(_COLOURS)),
    ]
)


def lines(title: str, across: str, up: str, series: Mapping[str, Sequence[Point]], limits: Point = (1.0, 1.0)) -> str:
    """Curves over two axes that begin at zero.

    Args:
        series: points x y of each curve, in the units of the axes.
        limits: where the axes end; points beyond the first are left out.
    """
    parts = [_axes(across, up, limits)]
    for place, points in enumerate(series.values()):
        inside = [point for point in points if point[0] <= limits[0]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(point, limits) for point in inside))
        parts.append(f'<polyline class="line c{place % 6}" points="{path}"/>')
    return _figure(title, _WIDTH, _HEIGHT, parts, series)


def points(
    title: str, across: str, up: str, groups: Mapping[str, Sequence[Point]], colours: Sequence[int] = range(6)
) -> str:
    """Dots over two axes from 0 to 1; the first groups lie on top.

    Args:
        colours: of each group, by its number among the page's six.
    """
    parts = [_axes(across, up, (1.0, 1.0))]
    for place, each in reversed(list(enumerate(groups.values()))):
        for point in each:
            x, y = _at(point, (1.0, 1.0))
            parts.append(f'<circle class="dot c{colours[place % 6]}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
    return _figure(title, _WIDTH, _HEIGHT, parts, groups, colours)


def histogram(title: str, bins: Sequence[int], least: float, most: float) -> str:
    """How many values lie in each of equal steps between two ends."""
    width, height, floor = 280, 120, 96
    top = max([*bins, 1])
    step = (width - 16) / max(len(bins), 1)
    parts = [
        f'<rect class="bar c0" x="{8 + place * step:.1f}" y="{floor - 84 * many / top:.1f}" '
        f'width="{max(step - 1, 0.5):.1f}" height="{84 * many / top:.1f}"/>'
        for place, many in enumerate(bins)
    ]
    ends = ((8, "start", least), (width - 8, "end", most))
    parts += [f'<text class="label" x="{x}" y="112" text-anchor="{side}">{value:.3g}</text>' for x, side, value in ends]
    return _figure(title, width, height, parts, {})


def bars(title: str, rows: Mapping[str, Sequence[float]], names: Sequence[str]) -> str:
    """A row for each entry with one bar for each of `names`; values from 0 to 1."""
    label, width = 130, _WIDTH
    height = len(rows) * _ROW + 24
    scale = width - label - 72
    parts = []
    for place, (name, values) in enumerate(rows.items()):
        y, thick = place * _ROW + 4, (_ROW - 5) / len(values)
        parts.append(f'<text class="label" x="{label - 6}" y="{y + 11}" text-anchor="end">{escape(name)}</text>')
        for turn, value in enumerate(values):
            top = y + turn * thick
            parts.append(
                f'<rect class="bar c{turn}" x="{label}" y="{top:.1f}" width="{max(value, 0.0) * scale:.1f}" '
                f'height="{thick - 0.5:.1f}"/>'
            )
        told = " / ".join(f"{100 * value:.0f}" for value in values)
        parts.append(f'<text class="label" x="{label + max(values) * scale + 5:.1f}" y="{y + 11}">{told}</text>')
    return _figure(title, width, height, parts, dict.fromkeys(names))


class Drawing(str):
    """SVG that needs no page around it; a notebook shows it as a picture."""

    def _repr_svg_(self) -> str:
        return str(self)


def alone(figure: str) -> Drawing:
    """The drawing of a figure that this module made, as SVG that needs no page around it: in a notebook, as a file."""
    drawing = figure[figure.index("<svg ") : figure.index("</svg>") + len("</svg>")]
    ground = f'<style>{_ALONE}</style><rect width="100%" height="100%" fill="#fbfbf9"/>'
    head, _, body = drawing.partition("</title>")
    size = head.split('viewBox="0 0 ')[1].split('"')[0].split()
    measured = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
    return Drawing(head.replace("<svg ", measured, 1) + f"</title>{ground}{body}")


def _figure(
    title: str,
    width: int,
    height: int,
    parts: Sequence[str],
    names: Mapping[str, object],
    colours: Sequence[int] = range(6),
) -> str:
    keys = "".join(
        f'<span><i class="key c{colours[place % 6]}"></i>{escape(name)}</span>' for place, name in enumerate(names)
    )
    drawing = (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )
    return f'<figure><figcaption>{escape(title)}</figcaption>{drawing}<p class="keys">{keys}</p></figure>'


def _axes(across: str, up: str, limits: Point) -> str:
    parts = []
    for step in range(6):
        x, _ = _at((limits[0] * step / 5, 0.0), limits)
        _, y = _at((0.0, limits[1] * step / 5), limits)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        left = f'x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end"'
        parts.append(f'<text class="label" {left}>{_told(limits[1], step)}</text>')
        below = f'x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle"'
        parts.append(f'<text class="label" {below}>{_told(limits[0], step)}</text>')
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(
        f'<text class="axis" x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 6}" text-anchor="end">{escape(across)}</text>'
    )
    turned = f'transform="translate(13 {middle:.0f}) rotate(-90)" text-anchor="middle"'
    parts.append(f'<text class="axis" {turned}>{escape(up)}</text>')
    return "".join(parts)


def _told(limit: float, step: int) -> str:
    return f"{limit * step / 5:g}"


def _at(point: Point, limits: Point) -> Point:
    """Where a point of the axes lies in the drawing; points beyond the axes lie on their ends."""
    x, y = (min(max(value / limit, 0.0), 1.0) for value, limit in zip(point, limits, strict=True))
    return _LEFT + x * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - y * (_HEIGHT - _TOP - _BOTTOM)
