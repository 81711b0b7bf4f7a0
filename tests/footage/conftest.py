"""Clips of the tests of videos."""

from __future__ import annotations

from tests.video.conftest import write_clip

__all__ = ["write_clip"]
