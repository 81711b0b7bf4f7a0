from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seesame.data import Object, Record, open_dataset
from seesame.data.torchvision import of_output, of_target, to_output, to_target
from seesame.errors import InputError
from seesame.instances import Categorised, Instances

torch = pytest.importorskip("torch")
NAMES = ("cup", "mug")
MASK = np.zeros((6, 8), np.bool_)
MASK[1:4, 2:7] = True


def test_a_record_becomes_a_target_and_comes_back() -> None:
    record = Record(7, Path("a.png"), 6, 8, (Object.of_mask(MASK, "mug"), Object.of_box((0, 0, 2, 2), "plate")))
    target = to_target(record, NAMES)
    assert target["boxes"].tolist() == [[2, 1, 7, 4]] and target["labels"].tolist() == [2]
    assert target["area"].tolist() == [15] and target["iscrowd"].tolist() == [0] and target["image_id"] == 7
    assert np.array_equal(target["masks"][0].numpy(), MASK)
    back = of_target(target, "a.png", (6, 8), NAMES)
    assert back.objects[0].box == (2, 1, 7, 4) and back.objects[0].category == "mug" and back.id == 7
    assert np.array_equal(back.objects[0].mask(6, 8), MASK)


def test_a_picture_without_objects_has_empty_tensors() -> None:
    target = to_target(Record(1, Path("a.png"), 6, 8, ()), NAMES)
    assert target["boxes"].shape == (0, 4) and target["masks"].shape == (0, 6, 8) and target["labels"].shape == (0,)
    assert of_target(target, "a.png", (6, 8), NAMES).objects == ()


def test_torchvision_learns_from_targets_and_its_outputs_are_instances(shapes: Path) -> None:
    from torchvision.models.detection import MaskRCNN

    from seesame.model.closed import LiteFeatures

    dataset = open_dataset(shapes / "shapes.json", shapes / "pictures")
    names = tuple(dataset.categories.values())
    record = dataset.records[0]
    pixels = torch.from_numpy(record.read()).permute(2, 0, 1).float() / 255
    network = MaskRCNN(LiteFeatures(8), num_classes=4, min_size=96, max_size=128)
    losses = network([pixels], [to_target(record, names)])
    assert all(torch.isfinite(each) for each in losses.values()) and len(losses) == 5
    found = of_output(network.eval()([pixels])[0], (record.height, record.width), names)
    assert found.categories == names and found.instances.size == (120, 160)


def test_outputs_go_there_and_back_best_first() -> None:
    output = {
        "boxes": torch.tensor([[0.0, 0, 2, 2], [2, 1, 7, 4], [0, 0, 1, 1]]),
        "labels": torch.tensor([1, 2, 1]),
        "scores": torch.tensor([0.4, 0.9, 0.1]),
        "masks": torch.stack([torch.full((1, 6, 8), 0.2), torch.from_numpy(MASK[None]) * 0.8, torch.ones(1, 6, 8)]),
    }
    found = of_output(output, (6, 8), NAMES, threshold=0.3)
    assert found.names == ("mug", "cup") and found.instances.areas.tolist() == [15, 0]
    again = of_output(to_output(found), (6, 8), NAMES)
    assert again.names == found.names and np.array_equal(again.instances.masks, found.instances.masks)
    bare = of_output({name: output[name] for name in ("boxes", "labels", "scores")}, (6, 8), NAMES)
    assert bare.instances.areas.tolist() == [15, 4, 1]


def test_what_does_not_fit_is_told() -> None:
    empty = Categorised(Instances.empty((6, 8)), np.zeros(0, np.int64), NAMES)
    assert to_output(empty)["masks"].shape == (0, 1, 6, 8)
    with pytest.raises(InputError, match="label is 3"):
        of_output({"boxes": [[0, 0, 1, 1]], "labels": [3], "scores": [0.5]}, (6, 8), NAMES)
    with pytest.raises(InputError, match="shape"):
        of_output(to_output(empty) | {"masks": np.zeros((0, 1, 5, 5))}, (6, 8), NAMES)
