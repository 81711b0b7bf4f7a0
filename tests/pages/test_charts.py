from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from seesame.pages.charts import alone, bars, histogram, lines, points


def test_dots_and_their_keys_have_one_colour() -> None:
    drawn = points("t", "x", "y", {"told": [(0.0, 1.0)], "under": [(0.5, 0.5)]}, (3, 5))
    assert re.findall(r'class="dot (c\d)"', drawn) == ["c5", "c3"]  # the first lies on top
    assert re.findall(r'class="key (c\d)"></i>(\w+)', drawn) == [("c3", "told"), ("c5", "under")]


@pytest.mark.parametrize(
    "figure",
    [
        lines("a < b", "x", "y", {"one": [(0.0, 1.0), (1.0, 0.5)]}),
        points("t", "x", "y", {"one": [(0.2, 0.4)]}),
        bars("t", {"row": [0.5]}, ("one",)),
        histogram("t", (1, 2, 3), 0.0, 1.0),
    ],
)
def test_a_drawing_stands_alone(figure: str) -> None:
    root = ElementTree.fromstring(alone(figure))
    assert root.tag.endswith("}svg") and root.attrib["width"] == root.attrib["viewBox"].split()[2]
    names = {element.attrib["class"].split()[-1] for element in root.iter() if "class" in element.attrib}
    style = next(element.text for element in root.iter() if element.tag.endswith("style"))
    assert style is not None and all(f".{name}" in style for name in names)


def test_lines_without_points() -> None:
    assert 'points=""' in lines("t", "x", "y", {"none": []})


def test_a_notebook_shows_a_drawing() -> None:
    drawing = alone(lines("a", "x", "y", {"one": [(0.0, 0.0), (1.0, 1.0)]}))
    assert drawing._repr_svg_() == str(drawing) and drawing.startswith("<svg ")
