from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from seesame.errors import WeightsError
from seesame.model.closed import ClosedNetwork
from seesame.model.config import ClosedConfig
from seesame.train import checkpoint
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.closed_start import begin
from seesame.train.recipe import read_recipe


@pytest.fixture
def network(closed_recipe: Path) -> ClosedNetwork:
    """For another number of categories than the trained one."""
    recipe = read_recipe(closed_recipe)
    assert isinstance(recipe, ClosedRecipe)
    return ClosedNetwork(recipe.model, 5)


@pytest.mark.parametrize("start", ["last.pt", "weights"])
def test_what_fits_of_a_trained_network_is_taken(network: ClosedNetwork, closed_run: Path, start: str) -> None:
    own = "detector.roi_heads.box_predictor.cls_score.weight"
    before = network.state_dict()[own].clone()
    begin(network, str(closed_run / start))
    given = load_file(closed_run / "weights" / "network.safetensors")
    mask = "detector.roi_heads.mask_head.0.0.weight"
    assert torch.allclose(network.state_dict()[mask], given[mask].float(), atol=1e-3)
    assert torch.equal(network.state_dict()[own], before)


def test_what_is_no_start_is_told(network: ClosedNetwork, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be opened"):
        begin(network, str(tmp_path / "absent.pt"))
    (tmp_path / "junk.pt").write_bytes(b"junk")
    with pytest.raises(WeightsError, match="holds no weights"):
        begin(network, str(tmp_path / "junk.pt"))
    other = tmp_path / "other.pt"
    checkpoint.save(other, {"network": {"x": torch.zeros(1)}})
    with pytest.raises(WeightsError, match="same backbone"):
        begin(network, str(other))


def test_a_resnet_does_not_start_from_nothing(network: ClosedNetwork) -> None:
    begin(network, "nothing")
    network.config = ClosedConfig()
    with pytest.raises(WeightsError, match="resnet50 cannot start from nothing"):
        begin(network, "nothing")
