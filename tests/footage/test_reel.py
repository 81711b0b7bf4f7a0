"""Stills by their times, against the same file read from its first still to its last."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from seesame.errors import PictureError, VideoError
from seesame.footage import Footage, Reel
from tests.video.conftest import RED, still

pytest.importorskip("av")
Write = Callable[..., Path]


@pytest.fixture
def clip(write_clip: Write) -> Path:
    """Sixty stills, a red box that moves two pixels a still."""
    return write_clip([still(number, [(RED, (2 * number, 20, 2 * number + 40, 70))]) for number in range(60)])


def test_the_same_stills_as_from_first_to_last(clip: Path) -> None:
    whole = [(each.time, each.picture) for each in Footage(str(clip))]
    reel = Reel(str(clip))
    assert reel.rate == 30 and len(reel.times) == 60
    np.testing.assert_allclose(reel.times, [time for time, _ in whole], atol=1e-3)
    for number in (0, 1, 2, 30, 31, 59, 5, 58, 5, 0):  # on, back, again
        np.testing.assert_array_equal(reel.at(reel.times[number]), whole[number][1])
    np.testing.assert_array_equal(reel.at(round(reel.times[7], 3)), whole[7][1])  # as a name tells it
    np.testing.assert_array_equal(reel.at(1e6), whole[-1][1])
    reel.close()


def test_an_open_file_and_uneven_times(write_clip: Write) -> None:
    times = [0.0, 0.04, 0.1, 0.5, 0.51, 2.0]
    stills = [still(number, [(RED, (20 * number, 20, 20 * number + 20, 70))]) for number in range(len(times))]
    moved = [type(each).of(each.number, time, each.picture) for each, time in zip(stills, times, strict=True)]
    path = write_clip(moved, time_base=Fraction(1, 90000))
    with open(path, "rb") as file:
        reel = Reel("far/clip.mp4", file)
        np.testing.assert_allclose(reel.times, times, atol=1e-4)
        assert reel.at(0.51)[45, 90, 0] > 180 and reel.at(0.1)[45, 90, 0] < 150


def test_what_cannot_be_read(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="200 x 120 pixels, expected at most 1,000"):
        Reel(str(clip)).at(0.0, max_pixels=1000)
    (tmp_path / "text.mp4").write_text("no video at all\n" * 50)
    with pytest.raises(VideoError, match=r"text\.mp4: cannot be opened as a video"):
        Reel(str(tmp_path / "text.mp4"))
    with pytest.raises(VideoError, match="there is no such file"):
        Reel(str(tmp_path / "gone.mp4"))
