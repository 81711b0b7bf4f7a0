from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
import torch

from seesame.errors import InstallationError, WeightsError
from seesame.model import published
from seesame.model.closed import ClosedNetwork
from seesame.model.config import ClosedConfig

TINY = ClosedConfig("lite0", 16, 16, 96, (8, 16, 32, 64, 128))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Torch's own cache, on a machine without a network."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def saved(tensors: dict[str, torch.Tensor]) -> tuple[bytes, str]:
    """A file of tensors, and the beginning of its SHA-256."""
    content = io.BytesIO()
    torch.save(tensors, content)
    return content.getvalue(), hashlib.sha256(content.getvalue()).hexdigest()[:8]


def test_a_file_in_the_cache_is_checked_and_taken(cache: Path) -> None:
    content, digest = saved({"x": torch.ones(2)})
    (cache / f"net-{digest}.pth").write_bytes(content)
    assert published.fetched(f"https://example.org/net-{digest}.pth")["x"].tolist() == [1, 1]
    (cache / f"net-{digest}.pth").write_bytes(content + b"more")
    with pytest.raises(WeightsError, match="SHA-256"):
        published.fetched(f"https://example.org/net-{digest}.pth")


def test_what_cannot_be_fetched_says_where_to_put_it(cache: Path) -> None:
    with pytest.raises(InstallationError) as told:
        published.fetched("https://example.org/net-01234567.pth")
    assert str(cache / "net-01234567.pth") in str(told.value)


def test_coco_weights_fit_the_network_they_are_of(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with the names that torchvision's has, older than its modules, and other numbers in it."""
    from torchvision.models.detection import maskrcnn_resnet50_fpn

    with torch.device("meta"):
        theirs = maskrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=91).state_dict()
    old = {}
    for name, each in theirs.items():
        if name.endswith("num_batches_tracked"):
            continue
        for stem in ("inner_blocks", "layer_blocks"):
            for level in range(4):
                name = name.replace(f"{stem}.{level}.0.", f"{stem}.{level}.")
        name = name.replace("rpn.head.conv.0.0.", "rpn.head.conv.")
        for layer in range(4):
            name = name.replace(f"mask_head.{layer}.0.", f"mask_head.mask_fcn{layer + 1}.")
        old[name] = torch.full(each.shape, 2.0, device="meta")
    monkeypatch.setattr(published, "fetched", lambda url: old)
    given = published.coco_tensors("resnet50")
    with torch.device("meta"):
        from seesame.model.closed import _detector

        own = {f"detector.{name}": each for name, each in _detector(ClosedConfig(), 91, False).state_dict().items()}
    assert set(given) == set(own)
    assert all(given[name].shape == own[name].shape for name in own)
    assert published.coco_categories("resnet50")[:3] == ("person", "bicycle", "car")


def test_a_backbone_without_published_weights_is_told() -> None:
    with pytest.raises(WeightsError, match="resnet50"):
        published.coco_tensors("lite0")
    with pytest.raises(WeightsError, match="resnet50-v2"):
        published.coco_categories("resnet101")


def test_imagenet_teaches_the_backbone_of_lite0() -> None:
    torch.manual_seed(0)
    network = ClosedNetwork(TINY, 2)
    before = {name: each.clone() for name, each in network.state_dict().items()}
    given = published.imagenet_tensors(network)
    assert all(name.startswith(published.BODY) for name in given)
    published.take(network, given, "imagenet")
    after = network.state_dict()
    assert all(torch.equal(after[name], each) for name, each in given.items())
    assert torch.equal(after["detector.rpn.head.cls_logits.weight"], before["detector.rpn.head.cls_logits.weight"])
    with pytest.raises(WeightsError, match="same backbone"):
        published.take(network, {}, "nothing")
