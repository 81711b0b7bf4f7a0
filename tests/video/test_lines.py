from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.geometry import runlength
from seesame.instances import Instances
from seesame.video import LinesWriter, Sight, Still, Tracks
from seesame.video.lines import Asked, SearchedFrame, Summary

SIZE = (20, 30)
ASKED = Asked(
    source="a.mp4", size=SIZE, rate=30.0, frames=None, every=5, references=("mug.jpg",), threshold=0.5, weights="w"
)


def sight(number: int, searched: bool = True) -> Sight:
    masks = np.zeros((2, *SIZE), np.bool_)
    masks[0, 2:6, 3:9] = masks[1, 10:12, 10:12] = True
    instances = Instances.from_masks(SIZE, [[3, 2, 9, 6], [10, 10, 12, 12]], [0.9, 0.7], masks)
    here = np.array([True, False]) & searched
    return Sight(Still.of(number, number / 30, np.zeros((*SIZE, 3), np.uint8)), searched, instances, (4, 2), here)


def test_a_line_each_and_a_summary(tmp_path: Path) -> None:
    tracks = Tracks()
    with LinesWriter(tmp_path / "a.jsonl", ASKED) as lines:
        for number in range(6):
            each = sight(number, number % 5 == 0)
            lines.add(each)
            tracks.add(each)
        lines.end(tracks, 3, complete=True)
    video, first, second, summary = (json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines())
    assert (video["kind"], video["frames"], video["size"]) == ("video", None, [20, 30])
    assert SearchedFrame.model_validate(first).frame == 0 and second["time"] == pytest.approx(5 / 30, abs=1e-6)
    (found,) = first["instances"]  # the one that was only shown is not told
    assert (found["track"], found["box"], found["score"]) == (4, [3, 2, 9, 6], 0.9)
    np.testing.assert_array_equal(runlength.decode(found["mask"]), sight(0).instances.mask(0))
    assert Summary.model_validate(summary).tracks[0].sightings == 2
    assert (summary["frames"], summary["searched"], summary["unreadable"], summary["complete"]) == (6, 2, 3, True)


def test_each_line_is_whole_as_soon_as_it_is_written(tmp_path: Path) -> None:
    with LinesWriter(tmp_path / "a.jsonl", ASKED) as lines:
        lines.add(sight(0))
        written = (tmp_path / "a.jsonl").read_text().splitlines()
        assert [json.loads(line)["kind"] for line in written] == ["video", "frame"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        LinesWriter(tmp_path / "none" / "a.jsonl", ASKED)


def test_the_keys_are_those_of_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "video.md").read_text(encoding="utf-8")
    for model in (Asked, SearchedFrame, Summary):
        row = next(line for line in page.splitlines() if line.startswith(f"| `{model.model_fields['kind'].default}`"))
        for name in set(model.model_fields) - {"kind"}:
            assert f"`{name}`" in row, f"docs/video.md does not tell {name}"
