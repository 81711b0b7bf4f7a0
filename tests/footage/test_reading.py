"""Real files, written by the writer: times, sizes, rotation, damage."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from seesame.errors import VideoError
from seesame.video import Footage, Still
from tests.video.conftest import BLUE, RED, ground, still

av = pytest.importorskip("av")
Write = Callable[..., Path]


def clip(count: int) -> list[Still]:
    return [still(number, [(RED, (10, 20, 60, 70)), (BLUE, (100, 20, 150, 70))]) for number in range(count)]


def test_every_still_with_its_number_time_and_colours(write_clip: Write) -> None:
    with Footage(str(write_clip(clip(12)))) as footage:
        assert (footage.size, footage.rate, footage.expected, footage.live) == ((120, 200), 30, 12, False)
        stills = list(footage)
    assert [each.number for each in stills] == list(range(12))
    np.testing.assert_allclose([each.time for each in stills], np.arange(12) / 30, atol=1e-3)
    picture = stills[5].picture
    assert picture.shape == (120, 200, 3) and picture.dtype == np.uint8 and picture.flags.c_contiguous
    np.testing.assert_allclose(picture[45, 35], RED, atol=8)
    np.testing.assert_allclose(picture[45, 125], BLUE, atol=8)
    assert (footage.unreadable, footage.broken) == (0, "")


def test_uneven_times_are_kept(write_clip: Write) -> None:
    times = [0.0, 0.04, 0.1, 0.5, 0.51, 2.0]
    stills = [Still.of(number, time, ground()) for number, time in enumerate(times)]
    path = write_clip(stills, time_base=Fraction(1, 90000))
    np.testing.assert_allclose([each.time for each in Footage(str(path))], times, atol=1e-4)


@pytest.mark.parametrize(
    ("degrees", "size", "place"), [(0, (32, 64), (8, 16)), (90, (64, 32), (48, 8)), (180, (32, 64), (24, 48))]
)
def test_rotation_makes_upright(tmp_path: Path, degrees: int, size: tuple[int, int], place: tuple[int, int]) -> None:
    """A red quarter at the upper left, turned counterclockwise by the player."""
    with av.open(str(tmp_path / "turned.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        if not hasattr(stream, "set_display_rotation"):
            pytest.skip("this PyAV cannot write a rotation")
        stream.width, stream.height, stream.pix_fmt = 64, 32, "yuv420p"
        stream.set_display_rotation(degrees)
        picture = np.zeros((32, 64, 3), np.uint8)
        picture[:16, :32] = (255, 0, 0)
        for _ in range(2):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    first = next(iter(Footage(str(tmp_path / "turned.mp4"))))
    assert first.size == first.picture.shape[:2] == size
    red = np.argwhere(first.picture[..., 0] > 128).mean(0)
    np.testing.assert_allclose(red, place, atol=1.5)


def test_damage_in_the_middle_is_passed_over(write_clip: Write) -> None:
    path = write_clip(clip(90))
    content = bytearray(path.read_bytes())
    rng = np.random.default_rng(0)
    start, end = len(content) // 4, len(content) // 2
    content[start:end] = rng.integers(0, 256, end - start).astype(np.uint8).tobytes()
    path.write_bytes(content)
    footage = Footage(str(path))
    count = len(list(footage))
    assert 0 < count < 90 and footage.unreadable == 90 - count


def test_cut_short(write_clip: Write, tmp_path: Path) -> None:
    """Without its index a file cannot be opened; a stream gives what is there."""
    whole = write_clip(clip(60)).read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(VideoError, match=r"half\.mp4: (cannot be opened|there is nothing to see)"):
        Footage(str(tmp_path / "half.mp4"))
    with av.open(str(tmp_path / "a.ts"), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 200, 120, "yuv420p"
        for each in clip(60):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(each.picture, format="rgb24")))
        container.mux(stream.encode(None))
    whole = (tmp_path / "a.ts").read_bytes()
    (tmp_path / "half.ts").write_bytes(whole[: len(whole) // 2])
    assert 10 < len(list(Footage(str(tmp_path / "half.ts")))) < 60


def test_cut_short_after_its_index(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    with av.open(str(tmp_path / "whole.mp4"), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(60):
            noise = rng.integers(0, 255, (48, 64, 3)).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(noise, format="rgb24")))
        container.mux(stream.encode(None))
    whole = Footage(str(tmp_path / "whole.mp4"))
    assert len(list(whole)) == 60 and whole.broken == ""
    content = (tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(content[: len(content) // 2])
    half = Footage(str(tmp_path / "half.mp4"))
    assert 15 < len(list(half)) < 45 and "60 stills were promised" in half.broken


def test_what_is_no_video(tmp_path: Path, write_clip: Write) -> None:
    (tmp_path / "text.mp4").write_text("no video at all\n" * 50)
    (tmp_path / "empty.mp4").write_bytes(b"")
    for name in ("text.mp4", "empty.mp4"):
        with pytest.raises(VideoError, match=f"{name}: "):
            Footage(str(tmp_path / name))
    with av.open(str(tmp_path / "sound.wav"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(VideoError, match="there are no pictures in it"):
        Footage(str(tmp_path / "sound.wav"))
    with pytest.raises(VideoError, match="200 x 120 pixels, expected at most 1,000"):
        Footage(str(write_clip(clip(2))), max_pixels=1000)


def test_a_name_with_a_colon_is_a_file(write_clip: Write) -> None:
    assert len(list(Footage(str(write_clip(clip(2), "12:30 a%d.mp4"))))) == 2
