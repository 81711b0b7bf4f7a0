from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.video import Footage, VideoWriter
from tests.video.conftest import RED

pytest.importorskip("av")


def picture(height: int, width: int) -> np.ndarray:
    made = np.full((height, width, 3), 100, np.uint8)
    made[: height // 2] = RED
    return made


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
@pytest.mark.parametrize("size", [(48, 64), (49, 65)])
@pytest.mark.parametrize("time_base", [None, Fraction(1, 90000)])
def test_size_rate_and_times(tmp_path: Path, codec: str, size: tuple[int, int], time_base: Fraction | None) -> None:
    try:
        writer = VideoWriter(tmp_path / "a.mp4", size, Fraction(25), time_base, codecs=[codec])
    except InputError:
        pytest.skip(f"FFmpeg was built without {codec}")
    with writer:
        for number in range(10):
            writer.add(number / 25, picture(*size))
    footage = Footage(str(tmp_path / "a.mp4"))
    assert footage.size == (size[0] + size[0] % 2, size[1] + size[1] % 2) and footage.rate == 25
    stills = list(footage)
    np.testing.assert_allclose([each.time for each in stills], np.arange(10) / 25, atol=1e-4)
    np.testing.assert_allclose(stills[4].picture[10, 30], RED, atol=10)


def test_the_next_encoder_where_the_best_is_missing(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", (32, 32), codecs=["none_such", "mpeg4"]) as writer:
        assert writer.codec == "mpeg4"
    with pytest.raises(InputError, match="none of the encoders none_such"):
        VideoWriter(tmp_path / "b.mp4", (32, 32), codecs=["none_such"])


def test_times_never_go_back(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", (32, 32), Fraction(30)) as writer:
        for time in (0.0, 0.2, 0.1, 0.1):
            writer.add(time, picture(32, 32))
    times = [each.time for each in Footage(str(tmp_path / "a.mp4"))]
    assert len(times) == 4 and times == sorted(times)


def test_what_was_added_plays_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), VideoWriter(tmp_path / "a.mp4", (32, 32)) as writer:
        for number in range(7):
            writer.add(number / 30, picture(32, 32))
        raise KeyboardInterrupt
    assert len(list(Footage(str(tmp_path / "a.mp4")))) == 7
    writer.close()  # a second time does nothing


def test_pixels_that_are_not_square(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", (32, 32), aspect=Fraction(4, 3)) as writer:
        writer.add(0.0, picture(32, 32))
    assert Footage(str(tmp_path / "a.mp4")).aspect == Fraction(4, 3)


def test_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        VideoWriter(tmp_path / "none" / "a.mp4", (32, 32))
    with (
        VideoWriter(tmp_path / "a.mp4", (32, 32)) as writer,
        pytest.raises(InputError, match="make its size the same"),
    ):
        writer.add(0.0, picture(32, 33))
