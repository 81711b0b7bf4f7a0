from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import VideoError
from seesame.footage.sources import Source, parse_source, stem


def test_files_addresses_and_cameras(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    assert parse_source(str(path)) == Source(str(path), f"file:{path}")
    address = "rtsp://10.0.0.2/stream"
    assert parse_source(address) == Source(address, address, live=True)
    assert not parse_source("https://example.org/a.mp4").live
    assert parse_source("camera:1", "darwin") == Source("camera:1", "1", "avfoundation", True)
    assert parse_source("camera:0", "win32") == Source("camera:0", "0", "vfwcap", True)
    assert parse_source("camera:Front Camera", "win32") == Source(
        "camera:Front Camera", "video=Front Camera", "dshow", True
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nowhere.mp4", "there is no such file"),
        ("camera:77", "there is no camera at /dev/video77; "),
        ("camera:/dev/none", "there is no camera at /dev/none"),
    ],
)
def test_what_is_not_there(text: str, told: str) -> None:
    with pytest.raises(VideoError, match=told):
        parse_source(text, "linux")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=r"this is a folder, expected a video; name its files"):
        parse_source(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("clips/a.b.mp4", "a.b"),
        ("camera:0", "camera-0"),
        ("/dev/video0", "video0"),
        ("rtsp://10.0.0.2/live/", "live"),
        ("https://example.org/a.mp4?key=1/..", "video"),
    ],
)
def test_names_for_files(text: str, name: str) -> None:
    assert stem(text) == name
