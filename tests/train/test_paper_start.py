from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torchvision.models import resnet50

from seesame.errors import WeightsError
from seesame.model.paper import PaperNetwork
from seesame.train.paper_start import begin, measure
from tests.train.conftest import TINY_PAPER


def none() -> torch.Tensor:
    raise AssertionError("nothing is to be measured")


@pytest.fixture
def network() -> PaperNetwork:
    torch.manual_seed(0)
    return PaperNetwork(TINY_PAPER)


def test_a_random_backbone_is_measured(network: PaperNetwork) -> None:
    scenes = torch.rand(2, 3, 64, 64) * 255
    begin(network, "nothing", lambda: scenes)
    with torch.no_grad():
        first = network.backbone.stem[:2](scenes - network.mean)
        maps = network.backbone(scenes - network.mean)
    torch.testing.assert_close(first.mean((0, 2, 3)), torch.zeros(64), atol=1e-3, rtol=0)
    torch.testing.assert_close(first.std((0, 2, 3)), torch.ones(64), atol=1e-2, rtol=0)
    assert all(0.1 < float(each.std()) < 10 for each in maps)
    assert not network.backbone.stem[1]._forward_pre_hooks


def test_a_resnet_of_torchvision(network: PaperNetwork, tmp_path: Path) -> None:
    given = resnet50(weights=None).state_dict()
    torch.save(given, tmp_path / "resnet50.pth")
    begin(network, str(tmp_path / "resnet50.pth"), none)
    assert torch.equal(network.backbone.stages[0][0].conv1.weight, given["layer1.0.conv1.weight"])  # type: ignore[index]


def test_a_backbone_alone_leaves_the_rest(network: PaperNetwork, tmp_path: Path) -> None:
    before = network.mask_head.logits.weight.clone()
    backbone = {name: torch.ones_like(t) for name, t in network.state_dict().items() if name.startswith("backbone.")}
    torch.save({"preset": "resnet50", "network": backbone}, tmp_path / "imagenet.pt")
    begin(network, str(tmp_path / "imagenet.pt"), none)
    assert bool((network.backbone.stem[0].weight == 1).all())
    assert torch.equal(network.mask_head.logits.weight, before)


def test_a_checkpoint_gives_what_fits(network: PaperNetwork, tmp_path: Path) -> None:
    state = {name: torch.ones_like(t) for name, t in network.state_dict().items()}
    state["mask_head.logits.weight"] = torch.ones(3)
    before = network.mask_head.logits.weight.clone()
    torch.save({"network": state}, tmp_path / "last.pt")
    begin(network, str(tmp_path / "last.pt"), none)
    assert bool((network.box_head.logits.weight == 1).all())
    assert torch.equal(network.mask_head.logits.weight, before)


def test_what_cannot_be_started_from(network: PaperNetwork, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"none\.pt: cannot be opened .*or start=nothing"):
        begin(network, str(tmp_path / "none.pt"), none)
    (tmp_path / "text.pt").write_text("weights")
    with pytest.raises(WeightsError, match="holds no weights to start from"):
        begin(network, str(tmp_path / "text.pt"), none)
    torch.save({"network": {"backbone.stem.0.bias": torch.zeros(64)}}, tmp_path / "part.pt")
    with pytest.raises(WeightsError, match=r"has no backbone\.stem\.0\.weight that fits \(3\d\d of the backbone"):
        begin(network, str(tmp_path / "part.pt"), none)


def test_measuring_changes_the_backbone_alone(network: PaperNetwork) -> None:
    before = {name: t.clone() for name, t in network.state_dict().items()}
    measure(network, torch.rand(1, 3, 64, 64) * 255)
    changed = {name for name, t in network.state_dict().items() if not torch.equal(t, before[name])}
    assert changed and all("running_" in name and name.startswith("backbone.") for name in changed)
