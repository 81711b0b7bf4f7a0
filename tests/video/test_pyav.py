from __future__ import annotations

import importlib

import pytest

from seesame.errors import InstallationError
from seesame.video import Footage
from seesame.video.pyav import av


@pytest.fixture
def no_av(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def absent(name: str, package: str | None = None) -> object:
        if name == "av":
            raise ImportError("No module named 'av'")
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", absent)


def test_without_pyav_the_line_that_mends_is_named(no_av: None) -> None:
    for use in (av, lambda: Footage("clip.mp4")):
        with pytest.raises(InstallationError, match=r'pip install "seesame\[video\]"'):
            use()
