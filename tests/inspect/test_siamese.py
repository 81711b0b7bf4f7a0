from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch")

from seesame.inspect.siamese import SiameseStages, matched, proposed, siamese_stages  # noqa: E402
from seesame.model.build import build_paper  # noqa: E402
from seesame.reference import Reference  # noqa: E402
from seesame.train.paper_start import measure  # noqa: E402


@pytest.fixture(scope="module")
def made() -> SiameseStages:
    torch.manual_seed(0)
    network = build_paper("paper-small")
    measure(network, torch.rand(2, 3, 192, 192) * 255)
    picture: NDArray[np.uint8] = np.random.default_rng(0).integers(0, 256, (90, 150, 3), dtype=np.uint8)
    return siamese_stages(network, picture, [Reference.from_box(picture, (10, 10, 60, 70))])


def test_every_anchor_speaks(made: SiameseStages) -> None:
    assert [level.shape[1:] for level in made.levels] == [(512 >> each,) * 2 for each in (2, 3, 4, 5, 6)]
    assert len(made.likely) == len(made.given.boxes) and 0 <= made.likely.min() < made.likely.max() <= 1
    assert (made.way.width, made.way.above) == (512, (512 - 307) // 2) and made.picture.shape == (512, 512, 3)


def test_the_proposals_come_from_the_likeliest_anchors(made: SiameseStages) -> None:
    assert 0 < len(made.proposals) <= 500
    assert (made.proposals >= 0).all() and (made.proposals <= 512).all()


def test_with_the_truth_there_is_a_column_more(made: SiameseStages) -> None:
    alone, beside = matched(made), matched(made, [[10, 10, 60, 70]])
    assert beside.shape[1] > alone.shape[1] and beside.std() > 1
    assert matched(made, []).shape == beside.shape


def test_proposals_are_drawn(made: SiameseStages) -> None:
    drawn = proposed(made, [[10, 10, 60, 70]])
    assert (np.abs(drawn.astype(int) - (255, 191, 0)).max(2) <= 2).any()
    assert proposed(made).shape == drawn.shape
