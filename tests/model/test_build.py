from __future__ import annotations

import pytest
import torch

from seesame.errors import ConfigError
from seesame.model.build import LITE_PRESETS, PAPER_PRESETS, build_lite, build_paper, parameters


@pytest.mark.parametrize("build", [build_lite, build_paper])
def test_an_unknown_preset_names_those_there_are(build: object) -> None:
    with pytest.raises(ConfigError, match=r"there is no network 'huge' of this family; its presets are (lite|paper)"):
        build("huge")  # type: ignore[operator]


def test_presets() -> None:
    assert set(LITE_PRESETS) == {"lite", "lite2"}
    assert set(PAPER_PRESETS) == {"paper-small", "paper-large"}


def test_the_default_network_fits_into_the_wheel() -> None:
    """Graphs and tensors each hold every number in half precision; together at most 30 MB."""
    count = parameters(build_lite("lite"))
    assert 2e6 < count < 7.5e6


def test_the_imagenet_start_is_no_random_one() -> None:
    torch.manual_seed(0)
    start = [build_lite("lite", imagenet=True).backbone.state_dict() for _ in range(2)]
    random = build_lite("lite").backbone.state_dict()
    assert all(torch.equal(start[0][name], start[1][name]) for name in random)
    assert not all(torch.equal(start[0][name], random[name]) for name in random)
