from __future__ import annotations

import torch
from torch import Tensor

from seesame.model.config import LiteConfig
from seesame.model.regions import BoxHead, Embedding, widened

ROIS = torch.tensor([[0.0, 10, 10, 60, 60], [0.0, 0, 0, 128, 128], [0.0, 30, 40, 34, 45]])


def pyramid() -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(1, 6, 32 // 2**i, 32 // 2**i, generator=generator) for i in range(4)]


def semantic() -> Tensor:
    return torch.randn(1, 16, 8, 8, generator=torch.Generator().manual_seed(1))


def test_a_head_that_has_learnt_nothing_moves_no_box() -> None:
    refined = BoxHead(6, LiteConfig()).refine(pyramid(), ROIS)
    torch.testing.assert_close(refined.boxes, ROIS[:, 1:])
    assert refined.features.shape == (3, 256)


def test_no_box() -> None:
    head = BoxHead(6, LiteConfig())
    refined = head.refine(pyramid(), torch.zeros(0, 5))
    assert (refined.boxes.shape, refined.features.shape) == ((0, 4), (0, 256))
    assert head.judge(refined, torch.zeros(0, 256)).shape == (0,)
    embedded = Embedding(16, 8, 7)(semantic(), torch.zeros(0, 5))
    assert (embedded.vectors.shape, embedded.maps.shape) == ((0, 16), (0, 8, 7, 7))


def test_boxes_are_judged_with_what_lies_around_them() -> None:
    torch.testing.assert_close(widened(ROIS[:1], 0.2), torch.tensor([[0.0, 0, 0, 70, 70]]))
    assert BoxHead(6, LiteConfig()).cells == 10


def test_vectors_and_maps_are_of_unit_length() -> None:
    embedded = Embedding(16, 8, 7)(semantic(), ROIS)
    assert embedded.maps.shape == (3, 8, 7, 7)
    torch.testing.assert_close(embedded.vectors.norm(dim=1), torch.ones(3))
    torch.testing.assert_close(embedded.maps.norm(dim=1), torch.ones(3, 7, 7))


def test_an_embedding_that_has_learnt_nothing_is_the_mean_direction() -> None:
    flat = torch.zeros(1, 16, 8, 8)
    flat[:, 0], flat[:, 1] = 3.0, 4.0
    vector = Embedding(16, 8, 7)(flat, ROIS[:1]).vectors[0]
    torch.testing.assert_close(vector[:2], torch.tensor([0.6, 0.8]))
    assert (vector[2:] == 0).all()


def test_weights_say_which_cells_belong_to_the_object() -> None:
    sides = torch.zeros(1, 16, 8, 8)
    sides[:, 0, :, :4], sides[:, 1, :, 4:] = 1.0, 1.0  # left shows one thing, right another
    left = torch.zeros(1, 7, 7)
    left[:, :, :3] = 1.0
    network = Embedding(16, 8, 7)
    vectors = [network(sides, ROIS[1:2], each).vectors[0] for each in (left, left.flip(2), None)]
    assert vectors[0][0] > 0.99
    assert vectors[1][1] > 0.99
    torch.testing.assert_close(vectors[2][0], vectors[2][1])


def test_full_weights_are_no_weights_and_empty_ones_no_crash() -> None:
    network = Embedding(16, 8, 7)
    plain, full = network(semantic(), ROIS), network(semantic(), ROIS, torch.ones(3, 7, 7))
    torch.testing.assert_close(plain.vectors, full.vectors)
    torch.testing.assert_close(plain.maps, full.maps)
    assert torch.isfinite(network(semantic(), ROIS, torch.zeros(3, 7, 7)).vectors).all()


def test_one_box_is_as_among_several() -> None:
    network = Embedding(16, 8, 7)
    several, alone = network(semantic(), ROIS), network(semantic(), ROIS[1:2])
    torch.testing.assert_close(several.vectors[1:2], alone.vectors)
    head = BoxHead(6, LiteConfig())
    torch.testing.assert_close(head(pyramid(), ROIS)[1][1:2], head(pyramid(), ROIS[1:2])[1])
