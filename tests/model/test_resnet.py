from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torchvision.models import resnet50

from seesame.errors import WeightsError
from seesame.model.resnet import CHANNELS, PaperPyramid, ResNet


def test_maps_have_their_strides_and_channels() -> None:
    network = ResNet().eval()
    with torch.no_grad():
        maps = network(torch.zeros(1, 3, 128, 64))
        levels = PaperPyramid(CHANNELS, 16)(maps)
    strides = dict(zip(CHANNELS, (4, 8, 16, 32), strict=True))
    assert [tuple(each.shape[1:]) for each in maps] == [(c, 128 // s, 64 // s) for c, s in strides.items()]
    assert [tuple(each.shape[1:]) for each in levels] == [(16, 128 // s, 64 // s) for s in (4, 8, 16, 32, 64)]


def test_blocks_stride_in_their_first_convolution() -> None:
    first = ResNet().stages[1][0]
    assert first.conv1.stride == (2, 2)
    assert first.conv2.stride == (1, 1)


def test_starts_from_torchvision_names(tmp_path: Path) -> None:
    torch.manual_seed(0)
    given = resnet50(weights=None).state_dict()
    torch.save(given, tmp_path / "resnet50.pth")
    network = ResNet()
    network.load_imagenet(tmp_path / "resnet50.pth")
    assert torch.equal(network.stem[0].weight, given["conv1.weight"])
    assert torch.equal(network.stages[3][2].conv3.weight, given["layer4.2.conv3.weight"])
    assert torch.equal(network.stages[0][0].bn1.running_var, given["layer1.0.bn1.running_var"])


@pytest.mark.parametrize("content", [{}, {"conv1.weight": torch.zeros(1)}])
def test_refuses_what_is_no_resnet(tmp_path: Path, content: dict[str, torch.Tensor]) -> None:
    torch.save(content, tmp_path / "other.pth")
    with pytest.raises(WeightsError, match=r"other\.pth is no ResNet-50 state dict"):
        ResNet().load_imagenet(tmp_path / "other.pth")
