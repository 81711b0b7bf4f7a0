from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seesame.descriptor import Descriptor, Lesson, Looks
from seesame.errors import QuestionError, WeightsError


def descriptor(count: int, fill: float = 0.0, name: str = "tiny-1") -> Descriptor:
    return Descriptor(
        np.full((count, 8), fill, np.float32),
        np.full((count, 4, 7, 7), fill, np.float32),
        np.full((count, 7, 7), fill, np.float32),
        name,
    )


def looks(count: int, fill: float = 0.0) -> Looks:
    shapes = ((8,), (6,), (4, 10, 10), (10, 10))
    return Looks(*(np.full((count, *shape), fill, np.float32) for shape in shapes))


def test_several_make_one_question() -> None:
    joined = Descriptor.concatenate([descriptor(1, 1.0), descriptor(2, 2.0)])
    assert len(joined) == 3
    assert joined.vectors[:, 0].tolist() == joined.maps[:, 0, 0, 0].tolist() == joined.weights[:, 0, 0].tolist()
    assert joined.vectors[:, 0].tolist() == [1.0, 2.0, 2.0]
    assert joined.weights_id == "tiny-1"


def test_none_make_no_question() -> None:
    with pytest.raises(QuestionError, match="describe a reference first"):
        Descriptor.concatenate([])
    with pytest.raises(QuestionError, match=r"came with \(0, 0, 0\) vectors, maps and weights"):
        descriptor(0)


def test_networks_are_not_mixed() -> None:
    with pytest.raises(WeightsError, match="made by tiny-1, tiny-2, expected one network"):
        Descriptor.concatenate([descriptor(1), descriptor(1, name="tiny-2")])


def test_parts_must_fit() -> None:
    whole = descriptor(2)
    with pytest.raises(QuestionError, match=r"\(2, 1, 2\) vectors, maps and weights, expected equally many"):
        Descriptor(whole.vectors, whole.maps[:1], whole.weights, "tiny-1")


def test_it_is_small(untrained: object) -> None:
    from seesame.inference import Finder
    from seesame.reference import Reference
    from seesame.weights import Weights

    assert isinstance(untrained, Weights)
    picture = np.zeros((50, 50, 3), np.uint8)
    kept = Finder(untrained).describe(Reference.whole(picture))
    assert kept.vectors.nbytes + kept.maps.nbytes + kept.weights.nbytes < 20_000


def test_negatives_stay_with_the_question() -> None:
    one = Descriptor(descriptor(1).vectors, descriptor(1).maps, descriptor(1).weights, "tiny-1", descriptor(2, 3.0))
    joined = Descriptor.concatenate([one, descriptor(1), one])
    assert joined.negatives is not None and (len(joined), len(joined.negatives)) == (3, 4)
    assert joined[[0, 2]].negatives is joined.negatives and len(joined[1:]) == 2
    with pytest.raises(WeightsError, match="made by tiny-1, its negatives by tiny-2"):
        Descriptor(one.vectors, one.maps, one.weights, "tiny-1", descriptor(1, name="tiny-2"))


def test_looks_stay_with_their_references() -> None:
    one, two = (replace(descriptor(1), looks=looks(1, fill)) for fill in (1.0, 2.0))
    joined = Descriptor.concatenate([one, two])
    assert (joined.same, descriptor(1).same) == ("object", "category")
    assert joined.looks is not None and joined.looks.colours[:, 0].tolist() == [1.0, 2.0]
    second = joined[[1]].looks
    assert second is not None and second.details[:, 0, 0, 0].tolist() == [2.0]
    assert len(joined.looks[[]]) == 0 and len(joined.looks[:1]) == 1


def test_a_category_and_an_object_make_no_question() -> None:
    with pytest.raises(QuestionError, match="some descriptors mean a category and some an object"):
        Descriptor.concatenate([descriptor(1), replace(descriptor(1), looks=looks(1))])
    with pytest.raises(QuestionError, match="of 1 references came with 2 looks"):
        replace(descriptor(1), looks=looks(2))
    with pytest.raises(QuestionError, match="expected equally many of each"):
        replace(looks(2), colours=looks(1).colours)


def test_a_lesson_adds_log_odds_and_belongs_to_its_question() -> None:
    lesson = Lesson(np.arange(8, dtype=np.float32), 0.5, -1.0)
    vectors = np.eye(8, dtype=np.float32)[[0, 3]]
    assert lesson(vectors, np.array([2.0, 4.0], np.float32)).tolist() == [0.0, 4.0]
    one = descriptor(2)
    taught = Descriptor(one.vectors, one.maps, one.weights, "tiny-1", lesson=lesson)
    assert taught[:1].lesson is None and Descriptor.concatenate([taught, one]).lesson is None
    for direction, offset in ((np.zeros((2, 4)), 0.0), (np.full(8, np.nan), 0.0), (np.zeros(8), 1e9)):
        with pytest.raises(QuestionError, match="teach it anew"):
            Lesson(direction.astype(np.float32), 0.0, offset)
    with pytest.raises(QuestionError, match=r"a lesson of \(4,\)"):
        Descriptor(one.vectors, one.maps, one.weights, "tiny-1", lesson=Lesson(np.zeros(4, np.float32), 0.0, 0.0))


def test_votes_stay_with_their_references() -> None:
    weighed = replace(descriptor(3), votes=(2.0, 0.0, 0.5))
    assert descriptor(2).votes == (1.0, 1.0) and weighed[[2, 0]].votes == (0.5, 2.0)
    assert Descriptor.concatenate([descriptor(1), weighed]).votes == (1.0, 2.0, 0.0, 0.5)
    for votes in ((0.0, 0.0, 0.0), (1.0,), (1.0, -1.0, 1.0), (float("nan"),) * 3):
        with pytest.raises(QuestionError, match="let at least one reference count"):
            replace(descriptor(3), votes=votes)
    with pytest.raises(QuestionError, match="let at least one reference count"):
        weighed[[1]]
