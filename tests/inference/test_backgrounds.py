from __future__ import annotations

import numpy as np
import pytest

from seesame.card import Card
from seesame.errors import ConfigError
from seesame.inference import Finder
from seesame.inference.backgrounds import Background, levelled, look
from seesame.reference import Reference
from seesame.weights import Weights


@pytest.fixture
def finder(untrained: Weights) -> Finder:
    return Finder(untrained)


def test_the_best_score_of_each_picture(finder: Finder) -> None:
    rng = np.random.default_rng(0)
    pictures = [rng.integers(0, 256, (60, 80, 3), dtype=np.uint8) for _ in range(3)]
    card = Card.of([Reference.whole(pictures[0], "x")])
    heard: list[int] = []
    seen = look(finder, card, [*pictures, "missing.png"], lambda done, total, text: heard.append(done))
    assert len(seen.best) == 3 and "missing.png" in seen.failed[0] and heard == [1, 2, 3, 4]
    every = [finder.find(each, card, threshold=0.0).scores for each in pictures]
    assert seen.best == pytest.approx([float(each.max()) for each in every])


def test_what_the_card_then_promises(finder: Finder) -> None:
    card = Card.of([Reference.whole(np.zeros((40, 40, 3), np.uint8), "x")])
    fitted = levelled(finder, card, Background(tuple(np.linspace(0.1, 0.9, 9).tolist()), ()), 0.1)
    assert fitted.threshold == pytest.approx(0.9, abs=1e-6) and fitted.threshold > 0.9
    assert fitted.promise is not None and (fitted.promise.false_alarms, fitted.promise.pictures) == (0.1, 9)
    assert finder.threshold_of(fitted) == fitted.threshold
    with pytest.raises(ConfigError, match="expected 19 or more"):
        levelled(finder, card, Background((0.1,) * 9, ()), 0.05)
