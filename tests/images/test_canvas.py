from __future__ import annotations

import numpy as np

from seesame.images.canvas import PAPER, Canvas, fine, fitted, font, wrapped

RED = (200, 20, 20)


def test_measures_are_those_of_the_result() -> None:
    canvas = Canvas(60, 40)
    canvas.box((10, 10, 29, 19), RED)
    canvas.picture((40, 20), np.full((fine(10), fine(10), 3), (0, 0, 200), np.uint8))
    sheet = canvas.done()
    assert sheet.shape == (40, 60, 3)
    assert sheet[15, 20].tolist() == list(RED)
    assert sheet[25, 45].tolist() == [0, 0, 200]
    assert sheet[5, 5].tolist() == sheet[35, 55].tolist() == list(PAPER)


def test_lines_text_and_discs_leave_ink() -> None:
    for draw in (
        lambda canvas: canvas.line([(5, 5), (50, 30)]),
        lambda canvas: canvas.dashes((5, 5), (50, 30)),
        lambda canvas: canvas.disc((30, 20), 5, RED),
        lambda canvas: canvas.outline((5, 5, 50, 30), RED),
        lambda canvas: canvas.outline((5, 5, 50, 30), RED, dashed=True),
        lambda canvas: canvas.text((5, 5), "seesame"),
    ):
        canvas = Canvas(60, 40)
        draw(canvas)
        assert (canvas.done() != PAPER).any()


def test_wrapped() -> None:
    text = "one two three four five"
    lines = wrapped(text, 14, 60)
    assert len(lines) > 1 and " ".join(lines) == text
    assert all(font(14).getlength(line) <= fine(60) for line in lines)
    assert wrapped("", 14, 60) == [""]
    assert wrapped("unbreakable" * 9, 14, 60) == ["unbreakable" * 9]


def test_fitted() -> None:
    assert fitted("short", 14, 200) == "short"
    cut = fitted("a-very-long-name-of-a-file.jpg", 14, 100)
    assert cut.startswith("a-") and cut.endswith("jpg") and "…" in cut
    assert font(14).getlength(cut) <= fine(100)
