"""Finders over weights that have learnt nothing, loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from seesame.inference import Finder
from seesame.weights import Weights


@pytest.fixture(scope="session")
def finder(untrained: Weights) -> Finder:
    """The default engine."""
    return Finder(untrained, threads=1)


@pytest.fixture
def torch_threads() -> Iterator[None]:
    """Gives torch its threads back afterwards."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)
