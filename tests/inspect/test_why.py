from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.card import Card
from seesame.errors import InputError, QuestionError, WeightsError
from seesame.geometry import boxes as box_geometry
from seesame.images import read
from seesame.inference import Descriptor, Finder
from seesame.inspect import Blame, Cause, Why, why
from seesame.inspect.why import names
from seesame.reference import Reference

Box: TypeAlias = tuple[float, float, float, float]
Picture: TypeAlias = NDArray[np.uint8]
Make: TypeAlias = Callable[..., Finder]

HERE, NEAR, FAR = (10.0, 10.0, 50.0, 50.0), (10.0, 10.0, 50.0, 34.0), (70.0, 70.0, 110.0, 110.0)


@dataclass(frozen=True)
class Thing:
    """As in conftest, which cannot be imported from."""

    alike: float = 0.9
    quality: float = 3.0
    cells: float = 0.5
    moves_to: Box | None = None


def test_a_found_instance(by_hand: Make, picture: Picture, example: Reference) -> None:
    things = {HERE: Thing(), NEAR: Thing(0.8), FAR: Thing(0.4), (0.0, 90.0, 30.0, 120.0): Thing(0.85)}
    told = why(by_hand(things), picture, example)
    assert (told.cause, told.number, len(told.instances)) == (Cause.found, 0, 2)
    assert told.breakdown is not None and told.breakdown.box == HERE
    assert told.breakdown.score == pytest.approx(float(told.instances.scores[0]))
    assert told.blame is told.by is told.looked is told.asked is None
    assert told.hidden is not None and told.hidden.box == NEAR  # 0.6 of HERE
    assert told.hidden.overlap == pytest.approx(0.6)
    assert told.next_best is not None and told.next_best.box == FAR
    assert told.next_best.kind == "region" and told.next_best.score < 0.5
    second = why(by_hand(things), picture, example, instance=1)
    assert second.number == 1 and second.breakdown is not None and second.breakdown.box == (0, 90, 30, 120)
    assert second.hidden is None


def test_a_box_on_a_found_instance(by_hand: Make, picture: Picture, example: Reference) -> None:
    told = why(by_hand({FAR: Thing(0.95), HERE: Thing()}), picture, example, at=(12, 12, 50, 50))
    assert (told.cause, told.number, told.asked) == (Cause.found, 1, (12, 12, 50, 50))
    assert told.breakdown is not None and told.breakdown.box == HERE
    assert told.looked is not None and told.looked.region is not None
    assert (told.looked.candidates, told.looked.regions, told.looked.limit) == (2, 2, 4)
    assert told.looked.region.kind == "instance"
    assert told.looked.region.overlap == pytest.approx(38 * 38 / 1600)


def test_no_candidate(by_hand: Make, picture: Picture, example: Reference) -> None:
    told = why(by_hand({FAR: Thing(), (30.0, 30.0, 60.0, 60.0): Thing()}), picture, example, at=HERE)
    assert told.cause is Cause.no_candidate
    assert told.breakdown is told.number is told.by is None
    assert told.looked is not None and told.looked.candidate is not None and told.looked.region is not None
    assert told.looked.candidate.box == (30, 30, 60, 60)
    assert told.looked.candidate.overlap == told.looked.region.overlap == pytest.approx(400 / 2100)
    assert told.looked.candidate.match is None


def test_a_suppressed_candidate(by_hand: Make, picture: Picture, example: Reference) -> None:
    wider = (10.0, 10.0, 50.0, 62.0)  # overlaps HERE by 40 / 52
    asked = (10.0, 10.0, 50.0, 34.0)  # overlaps HERE by 0.6, the wider one by 24 / 52
    told = why(by_hand({wider: Thing(), HERE: Thing()}), picture, example, at=asked)
    assert told.cause is Cause.candidate_suppressed
    assert told.looked is not None and told.looked.candidate is not None
    assert (told.looked.candidate.box, told.looked.place) == (HERE, None)
    assert told.by is not None and (told.by.kind, told.by.box) == ("candidate", wider)
    assert told.by.overlap == pytest.approx(40 / 52)
    assert told.by.score == pytest.approx(1 / (1 + np.exp(-5)))
    assert told.breakdown is None


def test_a_candidate_beyond_the_limit(by_hand: Make, picture: Picture, example: Reference) -> None:
    others = {(70.0, 20.0 * row, 85.0, 20.0 * row + 15): Thing() for row in range(5)}
    told = why(by_hand({**others, HERE: Thing()}), picture, example, at=HERE)
    assert told.cause is Cause.beyond_limit
    assert told.looked is not None and (told.looked.place, told.looked.limit, told.looked.regions) == (6, 4, 4)


def test_a_box_that_was_moved_away(by_hand: Make, picture: Picture, example: Reference) -> None:
    told = why(by_hand({HERE: Thing(moves_to=FAR)}), picture, example, at=HERE)
    assert told.cause is Cause.moved
    assert told.looked is not None and told.looked.region is not None and told.looked.candidate is not None
    assert (told.looked.place, told.looked.candidate.overlap, told.looked.region.overlap) == (1, 1.0, 0.0)


def test_the_candidate_that_came_furthest_tells(by_hand: Make, picture: Picture, example: Reference) -> None:
    """One that covers the box better was suppressed, but another was kept and moved: moving is what lost it."""
    wider = (10.0, 10.0, 50.0, 56.0)  # overlaps HERE by 40 / 46, is kept for it, and moves away
    told = why(by_hand({wider: Thing(moves_to=FAR), HERE: Thing()}), picture, example, at=HERE)
    assert told.cause is Cause.moved
    assert told.looked is not None and told.looked.candidate is not None and told.looked.candidate.box == wider


def test_suppressed_by_a_better_instance(by_hand: Make, picture: Picture, example: Reference) -> None:
    lower = (10.0, 30.0, 50.0, 56.0)
    wide = (10.0, 10.0, 50.0, 56.0)
    told = why(by_hand({wide: Thing(0.95), lower: Thing()}), picture, example, at=(10, 34, 50, 56))
    assert told.cause is Cause.suppressed
    assert told.breakdown is not None and told.breakdown.box == lower and told.breakdown.score > 0.5
    assert told.by is not None and (told.by.kind, told.by.box) == ("instance", wide)
    assert told.by.overlap == pytest.approx(26 / 46)
    assert told.by.score > told.breakdown.score


def test_beyond_the_number_asked_for(by_hand: Make, picture: Picture, example: Reference) -> None:
    told = why(by_hand({HERE: Thing(), FAR: Thing(0.95)}), picture, example, at=HERE, top=1)
    assert (told.cause, told.by) == (Cause.beyond_top, None)
    assert told.breakdown is not None and told.breakdown.score > told.threshold


@pytest.mark.parametrize(
    ("thing", "blamed"), [(Thing(0.6, 3.0), Blame.match), (Thing(0.9, -1.0), Blame.box), (Thing(0.3, -5.0), Blame.box)]
)
def test_under_the_threshold(
    by_hand: Make, picture: Picture, example: Reference, thing: Thing, blamed: Blame
) -> None:
    told = why(by_hand({FAR: Thing(), HERE: thing}), picture, example, at=HERE, threshold=0.8)
    assert (told.cause, told.blame) == (Cause.under_threshold, blamed)
    breakdown = told.breakdown
    assert breakdown is not None and breakdown.score < told.threshold == 0.8
    assert breakdown.score <= min(breakdown.with_sure_match, breakdown.with_sure_box)
    assert (breakdown.with_sure_box < breakdown.with_sure_match) == (blamed is Blame.match)
    assert told.by is None


def test_under_the_threshold_for_negatives(by_hand: Make, picture: Picture, example: Reference) -> None:
    """A negative is the second of a question, hence this one stands for the first two of them."""
    finder = by_hand({HERE: Thing(0.8, 3.0)})
    question = finder.describe(example)
    both = finder.describe([example, example])
    against = Descriptor(both.vectors[1:], both.maps[1:], both.weights[1:], question.weights_id)
    turned = Descriptor(question.vectors, question.maps, question.weights, question.weights_id, against)
    kept = why(finder, picture, question, at=HERE)
    assert kept.cause is Cause.found
    nearer = by_hand({HERE: Thing(0.7, 3.0, 0.7)})
    free = why(nearer, picture, question, at=HERE)
    told = why(nearer, picture, turned, at=HERE, threshold=free.breakdown.score if free.breakdown else 0.0)
    assert told.breakdown is not None and len(told.breakdown.negatives) == 1
    assert (told.cause, told.blame) == (Cause.under_threshold, Blame.negatives)
    assert told.breakdown.with_no_negatives == pytest.approx(free.breakdown.score if free.breakdown else 0.0)


def test_what_would_be_suppressed_at_any_threshold(by_hand: Make, picture: Picture, example: Reference) -> None:
    told = why(by_hand({HERE: Thing(0.6), NEAR: Thing(0.5)}), picture, example, at=(10, 10, 50, 24), threshold=0.99)
    assert told.cause is Cause.under_threshold
    assert told.breakdown is not None and told.breakdown.box == NEAR
    assert told.by is not None and (told.by.kind, told.by.box) == ("region", HERE)


def test_nothing_found_explains_the_nearest(by_hand: Make, picture: Picture, example: Reference) -> None:
    told = why(by_hand({HERE: Thing(0.3), FAR: Thing(0.4)}), picture, example)
    assert (told.cause, told.number, told.blame) == (Cause.under_threshold, None, Blame.match)
    assert told.breakdown is not None and told.breakdown.box == FAR


def test_a_network_that_sees_nothing(by_hand: Make, picture: Picture, example: Reference) -> None:
    for at in (None, HERE):
        told = why(by_hand({}), picture, example, at=at)
        assert (told.cause, told.breakdown, told.next_best) == (Cause.no_candidate, None, None)
        assert len(told.instances) == 0


def test_wrong_use(by_hand: Make, picture: Picture, example: Reference) -> None:
    finder = by_hand({HERE: Thing()})
    with pytest.raises(InputError, match="instance 2 was asked for, but 1 were found"):
        why(finder, picture, example, instance=1)
    for box in ((10, 10, 10, 20), (1, 2, 3), (0, 0, float("nan"), 5)):
        with pytest.raises(InputError, match="expected x1, y1, x2, y2"):
            why(finder, picture, example, at=box)
    with pytest.raises(InputError, match="outside the picture of 128 x 128"):
        why(finder, picture, example, at=(200, 200, 220, 220))
    other = Finder.on(finder._engine, finder.card.model_copy(update={"name": "other"}))
    with pytest.raises(WeightsError, match="was made by hand-"):
        why(other, picture, finder.describe(example))


def test_what_references_are_called(picture: Picture, example: Reference) -> None:
    nameless = Reference.whole(picture)
    assert names([example, nameless], 2) == ("example", "reference 2")
    assert names(nameless, 1) == ("reference 1",)
    assert names(Card.of([example]), 1) == ("example",)
    assert names(Descriptor(*(np.zeros((2, 1)),) * 3, "w"), 2) == ("reference 1", "reference 2")


COIN = (80, 174, 124, 218)


def explained(finder: Finder, picture: Picture, question: Sequence[Reference], threshold: float) -> list[Why]:
    scene, descriptor = finder.encode(picture), finder.describe(question)
    count = len(finder.find(scene, descriptor, threshold))
    return [why(finder, scene, descriptor, instance=place, threshold=threshold) for place in range(count)]


def test_instances_are_those_of_find_and_parts_add_up(coins: Picture) -> None:
    finder = Finder("default", threads=1)
    coin = Reference.from_box(coins, COIN)
    several = [coin, Reference.from_box(coins, (28, 33, 64, 70)), Reference.from_box(coins, (95, 35, 130, 70))]
    for question in ([coin], several):
        every = explained(finder, coins, question, 0.02)
        assert len(every) > 10
        found = finder.find(coins, question, 0.02)
        for place, told in enumerate(every):
            assert told.breakdown is not None and told.number == place
            np.testing.assert_allclose(told.breakdown.box, found.boxes[place], atol=1e-3)
            assert told.breakdown.score == pytest.approx(float(found.scores[place]), abs=1e-5)
            assert 1 / (1 + np.exp(-told.breakdown.log_odds)) == pytest.approx(told.breakdown.score, abs=1e-5)
            for each in told.breakdown.references:
                assert each.start + each.whole + each.cells == pytest.approx(each.logit, abs=1e-5)
            assert sum(each.share for each in told.breakdown.references) == pytest.approx(1)


NO_REGION = (Cause.no_candidate, Cause.candidate_suppressed, Cause.beyond_limit, Cause.moved)


def test_every_object_of_a_real_picture_has_one_fate(shared_data: Path) -> None:
    """Found exactly where `find` has an instance; else a cause that the boxes bear out."""
    from seesame.data.coco import read_coco

    dataset = read_coco(
        shared_data / "coco/annotations/instances_val2017dev.json", shared_data / "coco/val2017dev"
    )
    record = max(dataset.records[:20], key=lambda each: len(each.objects))
    picture, finder = read(record.path), Finder("default", threads=1)
    scene, asked = finder.encode(picture), finder.describe(Reference.from_box(picture, record.objects[0].box))
    found = finder.find(scene, asked)
    causes = set()
    for each in record.objects:
        told = why(finder, scene, asked, at=each.box)
        best = float(box_geometry.iou(found.boxes, [each.box]).max(initial=0.0))
        assert (told.cause is Cause.found) == (best >= 0.5)
        assert (told.breakdown is None) == (told.cause in NO_REGION)
        causes.add(told.cause)
    assert len(causes) > 1




def test_a_descriptor_of_the_very_object_is_refused(coins: Picture) -> None:
    finder = Finder()
    coin = Reference.from_box(coins, (80, 174, 124, 218))
    with pytest.raises(QuestionError, match="expected one for its category"):
        why(finder, coins, finder.describe(coin, same="object"))
