from __future__ import annotations

import pytest

from seesame.errors import InstallationError
from seesame.footage.pyav import av
from seesame.video import Footage


def test_without_pyav_the_line_that_mends_is_named(no_av: None) -> None:
    for use in (av, lambda: Footage("clip.mp4")):
        with pytest.raises(InstallationError, match=r'pip install "seesame\[video\]"'):
            use()
