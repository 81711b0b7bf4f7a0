"""What a person calls a video or a camera, and how FFmpeg is to open it."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from dataclasses import dataclass

from seesame.errors import VideoError

_LIVE = ("rtsp://", "rtmp://", "udp://", "rtp://", "srt://")


@dataclass(frozen=True)
class Source:
    """How to open a video.

    Attributes:
        name: as a person wrote it.
        url: what FFmpeg opens.
        format: FFmpeg's name of the device's kind; None for files and addresses.
        live: it has no end of its own.
    """

    name: str
    url: str
    format: str | None = None
    live: bool = False


def parse_source(text: str, platform: str = sys.platform) -> Source:
    """A file, `camera:0`, a device such as /dev/video0, or an address such as rtsp://...

    Raises: VideoError: it is none of these.
    """
    if text.startswith("camera:"):
        return _camera(text, text.removeprefix("camera:"), platform)
    if re.match(r"[a-z][a-z0-9+]+://", text):
        return Source(text, text, live=text.startswith(_LIVE))
    try:
        mode = os.stat(text).st_mode
    except OSError as error:
        raise VideoError(f"{text}: there is no such file ({error.strerror}); check the path") from error
    if stat.S_ISCHR(mode):
        return Source(text, text, "video4linux2", live=True)
    if stat.S_ISDIR(mode):
        raise VideoError(f"{text}: this is a folder, expected a video; name its files, as in {text.rstrip('/')}/*.mp4")
    # The prefix keeps FFmpeg from taking a colon in the name for a protocol.
    return Source(text, f"file:{text}")


def stem(text: str) -> str:
    """What files about a video are called: `clips/a.mp4` is `a`, `camera:0` is `camera-0`."""
    last = text.rstrip("/").rpartition("/")[2] if "://" in text else os.path.basename(text)
    named = last if text.startswith("camera:") else os.path.splitext(last)[0]
    return re.sub(r"[^\w.-]+", "-", named).strip("-.") or "video"


def _camera(text: str, name: str, platform: str) -> Source:
    """A camera by its number; by its name where the system knows them by name."""
    if platform == "darwin":
        return Source(text, name, "avfoundation", live=True)
    if platform == "win32":
        url, kind = (name, "vfwcap") if name.isdigit() else (f"video={name}", "dshow")
        return Source(text, url, kind, live=True)
    device = f"/dev/video{name}" if name.isdigit() else name
    if not os.path.exists(device):
        known = sorted(path.removeprefix("/dev/video") for path in glob.glob("/dev/video[0-9]*"))
        advice = f"there are {', '.join(f'camera:{number}' for number in known)}" if known else "connect one"
        raise VideoError(f"{text}: there is no camera at {device}; {advice}")
    return Source(text, device, "video4linux2", live=True)
