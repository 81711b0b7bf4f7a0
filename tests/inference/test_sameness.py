from __future__ import annotations

import numpy as np
import pytest

from seesame.descriptor import Descriptor, Looks
from seesame.errors import ConfigError, QuestionError
from seesame.images.colours import BINS, HUE_BINS
from seesame.inference import sameness
from seesame.weights import Sameness


def looks(places: list[list[int]]) -> Looks:
    """Things of 2 x 2 cells, each cell one of four unlike details; all have one vector, like hues and unlike shades."""
    count = len(places)
    details = np.eye(4, dtype=np.float32)[np.array(places).reshape(count, 4)].transpose(0, 2, 1).reshape(count, 4, 2, 2)
    vectors = np.tile(np.array([[1.0, 0.0]], np.float32), (count, 1))
    colours = np.zeros((count, BINS), np.float32)
    colours[:, 0] = 1.0
    colours[np.arange(count), HUE_BINS + np.arange(count)] = 1.0
    return Looks(vectors, colours, details, np.ones((count, 2, 2), np.float32))


def test_details_that_are_each_others_nearest_count() -> None:
    things = looks([[0, 1, 2, 3], [3, 2, 1, 0], [0, 0, 0, 0]])
    told = sameness.found_again(things, things[:1])[:, 0]
    assert told.tolist() == pytest.approx([1.0, 1.0, 0.25])  # wherever they lie; of four alike one is the nearest
    half = Looks(things.vectors, things.colours, things.details, things.weights * np.float32([[1, 1], [0, 0]]))
    assert sameness.found_again(things, half[:1])[0, 0] == pytest.approx(1.0)  # only the thing's own cells count


def test_evidence_by_hand() -> None:
    things = looks([[0, 1, 2, 3], [0, 0, 0, 0]])
    alike = np.array([[2.0, -50.0], [1.0, 1.0]], np.float32)
    told = sameness.evidence(things, things, alike, np.array([0.5, 50.0], np.float32))
    assert told.shape == (2, 2, len(sameness.EVIDENCE))
    assert told[0, 0].tolist() == pytest.approx([2.0, 0.5, 1.0, 1.0, 1.0, 1.0])
    assert told[0, 1, :5].tolist() == pytest.approx([-12.0, 0.5, 1.0, 1.0, 0.0])
    assert told[1, 0, 1] == 12.0
    assert sameness.evidence(things[:0], things, alike[:0], np.zeros(0, np.float32)).shape == (0, 2, 6)


def test_logits_are_a_weighted_sum() -> None:
    fitted = Sameness(slopes={name: float(place) for place, name in enumerate(sameness.EVIDENCE)}, offset=-3.0)
    assert sameness.logits(np.ones((2, 1, 6), np.float32), fitted).tolist() == [[12.0], [12.0]]
    with pytest.raises(ConfigError, match="apart by category, expected category, quality"):
        sameness.logits(np.ones((2, 1, 6), np.float32), Sameness(slopes={"category": 1.0}))


def test_the_shipped_constants_are_of_this_evidence() -> None:
    assert tuple(Sameness().slopes) == sameness.EVIDENCE


def test_what_is_meant() -> None:
    parts = (np.ones((1, 2), np.float32), np.ones((1, 2, 2, 2), np.float32), np.ones((1, 2, 2), np.float32))
    category, thing = Descriptor(*parts, "a-1"), Descriptor(*parts, "a-1", None, looks([[0, 1, 2, 3]]))
    assert sameness.meant([]) == sameness.meant(category) == "category"
    assert sameness.meant([], "object") == sameness.meant(thing) == sameness.meant(thing, "object") == "object"
    with pytest.raises(QuestionError, match="described for the same category, not the same object; describe it anew"):
        sameness.meant(category, "object")
    with pytest.raises(ConfigError, match="the same 'kind' was asked for, expected category or object"):
        sameness.meant([], "kind")  # type: ignore[arg-type]
