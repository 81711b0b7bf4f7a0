from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from seesame.evaluate import Protocol, Shuffled, draw, evaluate
from seesame.evaluate.ask import Asker
from seesame.evaluate.gallery import KINDS, gallery
from seesame.evaluate.page import page
from seesame.evaluate.prose import markdown, number, percent, tables
from seesame.evaluate.provenance import provenance
from seesame.pages.charts import bars, lines

TWICE = Protocol(runs=2)


@pytest.fixture
def reports(world: Any, plain: Any, guesser: Any) -> list[Any]:
    dataset = world(plain)
    system = guesser(dataset)
    first, chance = (evaluate(each, dataset, TWICE) for each in (system, Shuffled(system)))
    return [replace(first, provenance=provenance("seesame evaluate a.json b", system)), chance]


class Whole(HTMLParser):
    """Fails where tags are not closed in order; keeps what they name."""

    EMPTY = frozenset({"meta", "img", "line", "rect", "polyline"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_nobody(reports: list[Any], world: Any, plain: Any, guesser: Any) -> None:
    dataset = world(plain)
    exam = draw(dataset, TWICE)
    asker = Asker(guesser(dataset), exam)
    shown = gallery([asker.ask(record.id) for record in dataset.records], exam, each=2)
    text = page("A <title>", reports, shown)
    found = Whole(text)
    assert "A &lt;title&gt;" in text and "<script" not in text and "http" not in text
    assert found.addresses and all(each.startswith("data:image/jpeg;base64,") for each in found.addresses)
    for each in shown:
        assert each.caption in text
    for told in (*(KINDS[each.kind] for each in shown), "Precision and recall of masks", "AP50 by category"):
        assert told in text
    ap50 = percent(reports[0].detection["0"]["box"]["AP50"])
    assert f"<b>{ap50}</b>" in text


def test_the_gallery_shows_the_surest_of_each_kind_once_a_category(world: Any, plain: Any, babbler: Any) -> None:
    dataset = world(plain)
    exam = draw(dataset, TWICE)
    asker = Asker(babbler(dataset), exam)
    shown = gallery([asker.ask(record.id) for record in dataset.records], exam, each=3)
    by_kind = {kind: [each.caption for each in shown if each.kind == kind] for kind in KINDS}
    assert len(by_kind["right"]) == 3 and len(set(by_kind["right"])) == 3
    assert by_kind["wrong"] == [] and len(by_kind["absent"]) == 3
    dataset.records[0].path.unlink()
    assert len(gallery([asker.ask(2)], exam)) >= 0  # references that are gone are left out


def test_markdown_has_the_same_tables(reports: list[Any]) -> None:
    text = markdown("Title", reports)
    assert text.startswith("# Title\n")
    for table in tables(reports):
        assert f"## {table.title}" in text
        assert all(len(row) == len(table.header) for row in table.rows)
    assert "| `seesame evaluate a.json b` |" in text
    for line in text.splitlines():
        if line.startswith("|"):
            assert line.endswith("|")


def test_figures_as_text() -> None:
    assert percent({"mean": 0.1234, "interval": 0.01}) == "12.3 ± 1.0"
    assert percent({"mean": 0.5, "interval": None}) == percent(0.5) == "50.0"
    assert percent(None) == percent({"mean": None, "interval": None}) == number(None) == "-"
    assert number({"mean": 3.456}, 2) == "3.46"


def test_curves_end_where_their_axes_end() -> None:
    text = lines("T", "x", "y", {"a": [(0.0, 0.0), (1.0, 1.0), (2.0, 1.0)], "b": []})
    first = re.findall(r'points="([^"]*)"', text)[0].split()
    assert len(first) == 2
    assert first == ["52.0,296.0", "548.0,12.0"]
    Whole(text)


def test_bars_are_as_long_as_their_values() -> None:
    text = bars("T", {"a & b": [1.0, 0.5], "none": [0.0, 0.0]}, ("box", "mask"))
    widths = [float(each) for each in re.findall(r'<rect[^>]* width="([\d.]+)"', text)]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.1) and widths[2:] == [0, 0]
    assert "a &amp; b" in text and "100 / 50" in text
    Whole(text)
