from __future__ import annotations

import pytest
import torch

from seesame.errors import ConfigError
from seesame.model.closed import ClosedNetwork
from seesame.model.config import ClosedConfig

TINY = ClosedConfig("lite0", 16, 16, 96, (8, 16, 32, 64, 128), anchors_sampled=16, proposals_train=30, regions_train=12)


@pytest.fixture(scope="module")
def network() -> ClosedNetwork:
    torch.manual_seed(0)
    return ClosedNetwork(TINY, 2).eval()


def test_the_stages_say_what_torchvisions_own_inference_says(network: ClosedNetwork) -> None:
    """The network inside finds with its own code what the stages and the NumPy after them find."""
    from seesame.images.frame import DEVIATION, MEAN
    from seesame.inference import Detector
    from seesame.inference.torch_closed import trained

    picture = torch.randint(0, 256, (96, 64, 3), generator=torch.Generator().manual_seed(1), dtype=torch.uint8)
    inner = network.detector
    inner.transform.min_size, inner.transform.max_size = (64,), 96
    inner.transform.image_mean, inner.transform.image_std = MEAN.tolist(), DEVIATION.tolist()
    inner.roi_heads.score_thresh = 0.2
    with torch.no_grad():
        (theirs,) = inner([picture.permute(2, 0, 1).float() / 255])
    ours = Detector(*trained(network, ("cup", "mug"))).detect(picture.numpy(), 0.2)
    count = min(len(ours), len(theirs["scores"]))
    assert count > 5 and len(ours) == len(theirs["scores"])
    assert torch.allclose(torch.from_numpy(ours.instances.scores), theirs["scores"], atol=1e-4)
    assert torch.equal(torch.from_numpy(ours.numbers), theirs["labels"])
    assert torch.allclose(torch.from_numpy(ours.instances.boxes), theirs["boxes"], atol=1e-2)


def test_parameters_know_their_stage(network: ClosedNetwork) -> None:
    stages = {network.stage_of(name) for name, _ in network.named_parameters()}
    assert stages == {None, 1, 2, 3, 4, 5}
    assert network.stage_of("detector.backbone.fpn.inner_blocks.0.0.weight") is None
    assert [network.stage_of(f"detector.backbone.body.blocks.{n}.0.x") for n in range(7)] == [2, 2, 3, 4, 4, 5, 5]
    assert network.stage_of("detector.backbone.body.conv1.weight") == 1
    assert network.stage_of("detector.backbone.body.layer4.0.conv1.weight") == 5
    assert network.learns("detector.backbone.body.layer4.0.conv1.weight", "5+")
    assert not network.learns("detector.backbone.body.layer3.0.conv1.weight", "5+")
    assert network.learns("detector.rpn.head.cls_logits.weight", "heads")


@pytest.mark.parametrize("backbone", ["resnet50", "resnet50-v2", "resnet101"])
def test_resnets_are_built_and_their_norms_stay(backbone: str) -> None:
    with torch.device("meta"):
        made = ClosedNetwork.__new__(ClosedNetwork)
        torch.nn.Module.__init__(made)
        from seesame.model.closed import _detector

        made.detector = _detector(ClosedConfig(backbone), 4, imagenet=False)
    stages = {made.stage_of(name) for name, _ in made.named_parameters()}
    assert stages >= {None, 2, 3, 4, 5}
    made.train()
    assert not any(each.training for each in made.modules() if isinstance(each, torch.nn.BatchNorm2d))


def test_without_boxes_there_is_nothing_to_judge(network: ClosedNetwork) -> None:
    with torch.no_grad():
        levels, logits, deltas = network.see(torch.zeros(1, 3, 64, 96))
        judged, moves = network.judge(levels, torch.zeros(0, 4))
        outlines = network.outline(levels, torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))
    anchors = 3 * (16 * 24 + 8 * 12 + 4 * 6 + 2 * 3 + 1 * 2)
    assert logits.shape == (1, anchors) and deltas.shape == (1, anchors, 4)
    assert judged.shape == (0, 3) and moves.shape == (0, 3, 4) and outlines.shape == (0, 28, 28)


@pytest.mark.parametrize(
    "wrong",
    [{"backbone": "vgg"}, {"scene_side": 100}, {"anchor_scales": (8, 16)}, {"pyramid_channels": 64}, {"instances": 0}],
)
def test_what_cannot_be_built_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        ClosedConfig(**wrong)  # type: ignore[arg-type]
