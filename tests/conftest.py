"""Fixtures for every floor."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame import demo

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def shared_data() -> Path:
    """The folder of real pictures with annotations; the test is skipped where it is absent."""
    folder = Path(os.environ.get("SEESAME_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the shared pictures are not here; set SEESAME_DATA to their folder to run this test")
    return folder


@pytest.fixture
def coins() -> NDArray[np.uint8]:
    """The sample picture, RGB uint8 (303, 384, 3)."""
    from seesame.images import read

    return read(demo.coins())
