from __future__ import annotations

import math

import torch

from seesame.model.layers import separable, shift, with_scene


def test_rois_name_their_scene() -> None:
    rois = with_scene([torch.ones(2, 4), torch.zeros(0, 4), torch.full((1, 4), 3.0)])
    assert rois.tolist() == [[0, 1, 1, 1, 1], [0, 1, 1, 1, 1], [2, 3, 3, 3, 3]]
    assert with_scene([torch.zeros(0, 4)]).shape == (0, 5)


def test_shifting() -> None:
    box = torch.tensor([10.0, 20.0, 30.0, 60.0])
    assert shift(box, torch.zeros(4)).tolist() == box.tolist()
    assert shift(box, torch.tensor([1.0, -1.0, 0.0, 0.0])).tolist() == [12.0, 16.0, 32.0, 56.0]
    wider = shift(box, torch.tensor([0.0, 0.0, 5 * math.log(2), 0.0]))
    torch.testing.assert_close(wider, torch.tensor([0.0, 20.0, 40.0, 60.0]))
    assert torch.isfinite(shift(box, torch.full((4,), 1e6))).all()


def test_separable_keeps_the_size() -> None:
    out = separable(4, 6)(torch.randn(1, 4, 5, 7))
    assert out.shape == (1, 6, 5, 7)
    assert (out >= 0).all()
