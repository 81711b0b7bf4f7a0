from __future__ import annotations

import numpy as np
import pytest

from seesame.images import frame
from seesame.inspect.anchors import anchorings
from seesame.inspect.framing import PADDING, centred, framed, of


@pytest.mark.parametrize("size", [(300, 400), (640, 427), (33, 700), (512, 512)])
def test_the_default_frame_is_that_of_the_network(size: tuple[int, int]) -> None:
    made, way = frame(np.zeros((*size, 3), np.uint8), 512), framed(*size, 512)
    assert (way.height, way.width) == made.pixels.shape[1:] and way.scale == made.scale


def test_the_papers_frame_is_centred() -> None:
    way = centred(100, 200, 400, 512)
    assert (way.height, way.width, way.left, way.above) == (512, 512, 0, 128) and way.scale == pytest.approx(2.56)
    assert way.boxes([[10, 10, 20, 30]])[0].tolist() == pytest.approx([25.6, 153.6, 51.2, 204.8])
    assert way.boxes([]).shape == (0, 4)


def test_padding_is_shown_grey() -> None:
    shown = centred(100, 200, 400, 512).show(np.full((100, 200, 3), 10, np.uint8))
    assert tuple(shown[0, 0]) == PADDING == tuple(shown[511, 511]) and tuple(shown[256, 256]) == (10, 10, 10)
    assert tuple(shown[128, 5]) == (10, 10, 10) and tuple(shown[127, 5]) == PADDING


def test_networks_take_pictures_their_way() -> None:
    paper, small, _ = anchorings()
    assert of(paper, 300, 400) == centred(300, 400, paper.short, paper.scene_side)
    assert of(small, 300, 400) == framed(300, 400, 384)
