"""A static page that needs no other file: no script, no request to anybody."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

_LARGE = 1200  # long side of a picture, pixels
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #fbfbf9; --card: #fff; --rule: #dfe3e8;
  --c0: #0b6e99; --c1: #d9730d; --c2: #4d8b31; --c3: #a03e99; --c4: #b8860b; --c5: #607080; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa6b5; --paper: #14181f; --card: #1b212a;
  --rule: #303845; --c0: #4fb3df; --c1: #f5a253; --c2: #8cc96f; --c3: #d489cd; --c4: #e0b84a; --c5: #a3b1c2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 1.2rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: .4rem 0 .1rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p.lead { color: var(--soft); margin-top: 0; overflow-wrap: anywhere; }
.heads { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .7rem; }
.heads div, figure { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: .8rem 1rem;
  margin: 0; }
.heads b { display: block; font-size: 1.45rem; font-variant-numeric: tabular-nums; } .heads span { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); gap: .8rem; }
.shown { display: grid; align-items: start; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: .7rem; }
.middle-shown { display: grid; align-items: start; gap: .7rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
.middle-shown figure { padding: .4rem; } .middle-shown img { width: 100%; border-radius: 6px; display: block; }
.wide-shown { display: grid; gap: .8rem; grid-template-columns: minmax(0, 1fr); }
.wide-shown figure, .shown figure { padding: .4rem; }
.wide-shown figure { overflow-x: auto; min-width: 0; }
.wide-shown img { max-width: max(100%, 640px); border-radius: 6px; display: block; }
.shown img { width: 100%; border-radius: 6px; display: block; }
figcaption { font-weight: 600; font-size: .92rem; overflow-wrap: anywhere; } .wide-shown figcaption,
.shown figcaption, .middle-shown figcaption { font-weight: 400; color: var(--soft); }
svg { width: 100%; height: auto; display: block; } .grid { stroke: var(--rule); }
.label { fill: var(--soft); font-size: 11px; }
.axis { fill: var(--ink); font-size: 12px; } .line { fill: none; stroke-width: 2.2; }
.line.c0 { stroke: var(--c0); } .line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); }
.line.c3 { stroke: var(--c3); } .line.c4 { stroke: var(--c4); } .line.c5 { stroke: var(--c5); }
.dot { fill-opacity: .75; } .dot.c0 { fill: var(--c0); } .dot.c1 { fill: var(--c1); } .dot.c2 { fill: var(--c2); }
.dot.c3 { fill: var(--c3); } .dot.c4 { fill: var(--c4); } .dot.c5 { fill: var(--c5); }
.bar.c0 { fill: var(--c0); } .bar.c1 { fill: var(--c1); }
.bar.c2 { fill: var(--c2); } .bar.c3 { fill: var(--c3); } .key { display: inline-block; width: .8em; height: .8em;
  border-radius: 3px; margin-right: .35em; } .key.c0 { background: var(--c0); } .key.c1 { background: var(--c1); }
.key.c2 { background: var(--c2); } .key.c3 { background: var(--c3); } .key.c4 { background: var(--c4); }
.key.c5 { background: var(--c5); } .keys { margin: .3rem 0 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem;
  color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; } td { white-space: nowrap; }
td:first-child, td.long { white-space: normal; min-width: 12rem; overflow-wrap: anywhere; }
"""


def document(title: str, lead: str, parts: Sequence[str]) -> str:
    """A whole page of HTML from its parts; empty ones are left out."""
    inside = [f"<h1>{escape(title)}</h1>", f'<p class="lead">{escape(lead)}</p>', *parts]
    body = "\n".join(part for part in inside if part)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{escape(title)}</title><style>{_STYLE}</style></head>'
        f"<body>{body}</body></html>\n"
    )


def heads(told: Mapping[str, str]) -> str:
    """Headline figures: what each is, and its value."""
    cells = "".join(f"<div><b>{escape(value)}</b><span>{escape(name)}</span></div>" for name, value in told.items())
    return f'<div class="heads">{cells}</div>'


def prose(title: str, text: str) -> str:
    """A heading and a paragraph."""
    return (f"<h2>{escape(title)}</h2>" if title else "") + (f"<p>{escape(text)}</p>" if text else "")


def figures(title: str, cells: Sequence[str], kind: str = "shown") -> str:
    """A heading and figures beside each other; kind is shown (small pictures), middle-shown, wide-shown (large ones) or
    figures (charts)."""
    head = f"<h2>{escape(title)}</h2>" if title else ""
    return f'{head}<div class="{kind}">{"".join(cells)}</div>'


def figure(address: str, caption: str) -> str:
    """A picture by its address, such as a data URI, and what it shows."""
    return (
        f'<figure><img src="{address}" alt="{escape(caption)}" loading="lazy">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def section(title: str, text: str, *pictures: tuple[NDArray[np.uint8], str]) -> list[str]:
    """A heading, a paragraph and large pictures with their captions."""
    cells = [figure(data_uri(jpeg(picture, _LARGE)), caption) for picture, caption in pictures]
    return [prose(title, text), figures("", cells, "wide-shown")]


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A heading and a table, which is scrolled where it is wider than the page."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    lines = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f'<h2>{escape(title)}</h2><div class="wide"><table><tr>{head}</tr>{lines}</table></div>'


def jpeg(picture: NDArray[np.uint8], side: int | None = None, quality: int = 84) -> bytes:
    """An RGB picture (H, W, 3) as JPEG, its long side at most `side` pixels."""
    scale = min(1.0, side / max(picture.shape[:2])) if side else 1.0
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    small = picture if scale == 1.0 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, code = cv2.imencode(".jpg", np.ascontiguousarray(small[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return code.tobytes()


def data_uri(code: bytes) -> str:
    """A JPEG as an address that holds it."""
    return "data:image/jpeg;base64," + base64.b64encode(code).decode("ascii")


def _cell(text: str) -> str:
    return f'<td class="long">{escape(text)}</td>' if len(text) > 40 else f"<td>{escape(text)}</td>"
