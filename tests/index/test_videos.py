from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seesame.errors import PictureError
from seesame.index import Collection
from seesame.index import places as where_from
from seesame.index.videos import is_video, split
from seesame.reference import Reference
from seesame.video import VideoWriter

from .conftest import BLUE, RED

pytest.importorskip("av")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Three seconds: nothing, then a red thing in the second second, then a blue one."""
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, (64, 96)) as writer:
        for number in range(90):
            picture = np.full((64, 96, 3), 100, np.uint8)
            if number >= 30:
                picture[10:50, 10:60] = RED if number < 60 else BLUE
            writer.add(number / 30, picture)
    return path


def test_names() -> None:
    assert is_video("a.mp4") and is_video("s3://b/a.MOV@25")
    assert not any(map(is_video, ("a.jpg", "a.mp4@0", "a.mp4@", "a.mp4!1.000s", "mp4")))
    assert split("/x/a.mp4!12.480s") == ("/x/a.mp4", 12.48)
    assert split("/x/a.mp4") is None and split("/x/old.zip!a.mp4") is None and split("/x/a.jpg!1.000s") is None


def test_stills_are_pictures(clip: Path, finder: Any, tmp_path: Path, asked: Callable[..., Reference]) -> None:
    every_second = [f"{clip}!{second}.000s" for second in range(3)]
    assert list(where_from.names(str(clip))) == every_second
    assert len(list(where_from.names(f"{clip}@10"))) == 9
    made, added = Collection.add(tmp_path / "c", [f"{clip}@15"], finder)
    assert (added.pictures, added.regions, added.failed) == (6, 4, {})
    page = made.search(finder, asked(RED), size=2)
    assert [(hit.path, len(hit.instances or ())) for hit in page.hits] == [
        (f"{clip}!1.000s", 1),
        (f"{clip}!1.500s", 1),
    ]
    before = finder.looked
    _, added = Collection.add(tmp_path / "c", [f"{clip}@15"], finder)
    assert (added.unchanged, finder.looked) == (6, before)
    assert made.remove([str(clip)]) == tuple(f"{clip}!{half / 2:.3f}s" for half in range(6))


def test_a_video_that_is_gone_or_none(clip: Path, tmp_path: Path, finder: Any) -> None:
    made, _ = Collection.add(tmp_path / "c", [clip], finder)
    clip.unlink()
    assert len(made.verify(read=True)) == 3
    with pytest.raises(PictureError, match=r"clip\.mp4: cannot be read"):
        where_from.fetch(f"{clip}!1.000s")
    with pytest.raises(PictureError, match=r"clip\.mp4: cannot be read"):
        list(where_from.names(str(clip)))
