from __future__ import annotations

import torch

from seesame.model.relations import GEOMETRY, Relations, lying

BOXES = torch.tensor([[[0.0, 0, 100, 100], [0, 0, 50, 100], [200, 200, 300, 300]]])
VECTORS = torch.tensor([[[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]])


def test_how_boxes_lie_to_each_other() -> None:
    lie = lying(BOXES)
    assert lie.shape == (1, 3, 3, GEOMETRY)
    torch.testing.assert_close(lie[0, 0, 0], torch.tensor([1.0, 1, 1, 0, 0, 0, 0]))
    torch.testing.assert_close(lie[0, 0, 1, :3], torch.tensor([0.5, 0.5, 1.0]))  # the half lies wholly in the whole
    torch.testing.assert_close(lie[0, 0, 1, 3:], torch.tensor([-0.25, 0, -torch.log(torch.tensor(2.0)), 0]))
    assert (lie[0, 0, 2, :3] == 0).all()
    assert lie[0, 0, 2, 3:5].tolist() == [2.0, 2.0]


def test_empty_and_flat_boxes_are_finite() -> None:
    flat = torch.tensor([[[5.0, 5, 5, 5], [0, 0, 1000, 1]]])
    assert torch.isfinite(lying(flat)).all()
    assert Relations(8, 4, 2)(torch.zeros(1, 0, 8), torch.zeros(1, 0, 4), torch.zeros(1, 0, 4)).shape == (1, 0)


def test_the_order_of_boxes_does_not_matter() -> None:
    relations = _stirred()
    features = torch.randn(1, 3, 8, generator=torch.Generator().manual_seed(1))
    order = torch.tensor([2, 0, 1])
    turned = relations(features[:, order], VECTORS[:, order], BOXES[:, order])
    torch.testing.assert_close(relations(features, VECTORS, BOXES)[:, order], turned)


def test_scenes_do_not_see_each_other() -> None:
    relations = _stirred()
    features = torch.randn(2, 3, 8, generator=torch.Generator().manual_seed(2))
    boxes, vectors = torch.cat([BOXES, BOXES.flip(1)]), torch.cat([VECTORS, VECTORS.flip(1)])
    torch.testing.assert_close(relations(features, vectors, boxes)[1:], relations(features[1:], vectors[1:], boxes[1:]))


def test_a_box_is_judged_among_the_others() -> None:
    relations = _stirred()
    features = torch.randn(1, 3, 8, generator=torch.Generator().manual_seed(3))
    alone = relations(features[:, 1:2], VECTORS[:, 1:2], BOXES[:, 1:2])
    assert not torch.allclose(relations(features, VECTORS, BOXES)[:, 1:2], alone)


def test_rounds_that_have_learnt_nothing_judge_each_box_alone() -> None:
    relations = Relations(8, 4, 2)
    features = torch.randn(1, 3, 8, generator=torch.Generator().manual_seed(4))
    alone = relations(features[:, :1], VECTORS[:, :1], BOXES[:, :1])
    torch.testing.assert_close(relations(features, VECTORS, BOXES)[:, :1], alone)

def test_what_is_in_a_box_counts() -> None:
    relations = _stirred()
    features = torch.randn(1, 3, 8, generator=torch.Generator().manual_seed(5))
    assert not torch.allclose(relations(features, VECTORS, BOXES), relations(features, VECTORS.roll(1, 1), BOXES))


def _stirred() -> Relations:
    torch.manual_seed(0)
    relations = Relations(8, 4, 2)
    for each in relations.parameters():
        torch.nn.init.normal_(each, std=0.3)
    return relations.eval()
