"""The command as a person uses it; what is red is found."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from seesame.cli import following
from seesame.video import Footage, VideoWriter
from tests.cli.conftest import RED

pytest.importorskip("av")
Program = Callable[..., tuple[int, str, str]]
Draw = Callable[..., Path]


@pytest.fixture
def clips(draw: Draw) -> Path:
    """mug.png to ask with, red.mp4 with a red thing that moves 2 pixels a frame, grey.mp4 with nothing."""
    draw("mug.png", (20, 10, 60, 50))
    for name, red in (("red.mp4", True), ("grey.mp4", False)):
        with VideoWriter(Path(name), (60, 80), Fraction(30)) as writer:
            for number in range(21):
                picture = np.full((60, 80, 3), 120, np.uint8)
                if red:
                    picture[20:40, 4 + 2 * number : 24 + 2 * number] = RED
                writer.add(number / 30, picture)
    return Path()


def lines(path: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def test_a_file(clips: Path, seesame: Program) -> None:
    code, out, err = seesame("video", "mug.png", "--in", "red.mp4", "--every", "5", "--out", "found")
    assert code == 0
    assert out.splitlines()[0].split("\t") == ["video", "track", "from", "to", "best score", "found in"]
    row = ["red.mp4", "#1", "0:00.00", "0:00.67", "0.90 at 0:00.00", "5 of 5 searched frames"]
    assert out.splitlines()[1].split("\t") == row
    assert "red.mp4: 1 tracks in 21 frames, 5 of them searched" in err
    assert sorted(os.listdir("found")) == ["red-found.mp4", "red.jsonl"]
    told = lines("found/red.jsonl")
    assert [line["kind"] for line in told] == ["video", *["frame"] * 5, "summary"]
    assert (told[0]["every"], told[0]["references"], told[0]["weights"]) == (5, ["mug.png"], "red-1")
    assert [line["frame"] for line in told[1:-1]] == [0, 5, 10, 15, 20] and told[-1]["complete"] is True
    drawn = list(Footage("found/red-found.mp4"))
    assert len(drawn) == 21
    plain = [each.picture for each in Footage("red.mp4")]
    assert np.abs(drawn[7].picture[30, 25].astype(int) - plain[7][30, 25]).max() > 10  # between two searched ones, too


def test_splash(clips: Path, seesame: Program) -> None:
    assert seesame("video", "mug.png", "--in", "red.mp4", "--style", "splash", "--quiet")[0] == 0
    picture = list(Footage("seesame-found/red-found.mp4"))[7].picture.astype(int)
    assert picture[30, 28, 0] - picture[30, 28, 1] > 150 and np.ptp(picture[5, 5]) < 6


def test_only_lines_of_a_part(clips: Path, seesame: Program) -> None:
    assert seesame("video", "mug.png", "--in", "red.mp4", "--no-overlays", "--seconds", "0.35")[0] == 0
    assert os.listdir("seesame-found") == ["red.jsonl"]
    assert [line["frame"] for line in lines("seesame-found/red.jsonl") if line["kind"] == "frame"] == [0, 5, 10]


def test_several_and_a_bad_one(clips: Path, seesame: Program) -> None:
    Path("bad.mp4").write_text("no video")
    code, _, err = seesame("video", "mug.png", "--in", "red.mp4", "bad.mp4", "nowhere.mp4", "grey.mp4", "--quiet")
    assert code == 3
    assert "bad.mp4: cannot be opened as a video" in err and "nowhere.mp4: there is no such file" in err
    assert {"red.jsonl", "grey.jsonl"} < set(os.listdir("seesame-found"))
    assert seesame("video", "mug.png", "--in", "bad.mp4")[0] == 4
    assert seesame("video", "mug.png", "--in", "grey.mp4")[0] == 1


def test_a_camera_that_is_not_there(clips: Path, seesame: Program) -> None:
    code, _, err = seesame("video", "mug.png", "--in", "camera:/dev/none")
    assert code == 4 and "camera:/dev/none: " in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("missing.png", "--in", "red.mp4"), "missing.png"),
        (("mug.png",), "--in"),
        (("mug.png", "--in", "red.mp4", "--every", "0"), "--every"),
        (("mug.png", "--in", "red.mp4", "--style", "neon"), "neon"),
        (("mug.png", "--in", "red.mp4", "--threshold", "0.5", "--false-alarms", "5%"), "came together"),
    ],
)
def test_wrong_use_is_2(clips: Path, seesame: Program, arguments: tuple[str, ...], told: str) -> None:
    code, _, err = seesame("video", *arguments)
    assert code == 2 and told in err and not Path("seesame-found").exists()


def test_a_rate_of_false_alarms(clips: Path, seesame: Program) -> None:
    assert seesame("video", "mug.png", "--in", "red.mp4", "--false-alarms", "20%", "--no-overlays")[0] == 0
    assert lines("seesame-found/red.jsonl")[0]["threshold"] == 0.8


def test_an_interruption_leaves_what_plays_and_whole_lines(
    clips: Path, seesame: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = following.drawn, []

    def interrupted(*given: object, **named: object) -> object:
        calls.append(given)
        if len(calls) == 9:
            raise KeyboardInterrupt
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(following, "drawn", interrupted)
    code, _, err = seesame("video", "mug.png", "--in", "red.mp4", "grey.mp4")
    assert code == 130 and "interrupted after 8 frames" in err
    assert len(list(Footage("seesame-found/red-found.mp4"))) == 8
    assert lines("seesame-found/red.jsonl")[-1]["complete"] is False
    assert not Path("seesame-found/grey.jsonl").exists()


def test_without_pyav_it_is_5(clips: Path, seesame: Program, no_av: None) -> None:
    code, _, err = seesame("video", "mug.png", "--in", "red.mp4")
    assert code == 5 and 'pip install "seesame[video]"' in err


def test_a_file_that_breaks_off_is_3_with_what_was_there(clips: Path, seesame: Program) -> None:
    av = importlib.import_module("av")
    with av.open("whole.mp4", "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 80, 60, "yuv420p"
        for each in Footage("red.mp4"):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(each.picture, format="rgb24")))
        container.mux(stream.encode(None))
    content = Path("whole.mp4").read_bytes()
    Path("half.mp4").write_bytes(content[: len(content) * 3 // 4])
    code, _, err = seesame("video", "mug.png", "--in", "half.mp4", "--every", "1")
    assert code == 3 and "half.mp4: broke off after" in err
    told = lines("seesame-found/half.jsonl")[-1]
    assert told["complete"] is False and 0 < told["frames"] < 21  # type: ignore[operator]
