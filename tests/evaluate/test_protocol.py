from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seesame.data import Dataset, Object, Record, read_coco
from seesame.errors import ConfigError, DataError, QuestionError
from seesame.evaluate.protocol import Protocol, category_ids, left_out, questions, split
from seesame.reference import Reference

ONCE = Protocol(runs=1)


def _record(number: int, *objects: tuple[str | None, float, bool]) -> Record:
    """A picture with square objects of (category, side, crowd)."""
    return Record(
        number,
        Path(f"{number}.png"),
        100,
        100,
        tuple(
            Object((10, 10, 10 + side, 10 + side), [], category, crowd, 100 * number + place)
            for place, (category, side, crowd) in enumerate(objects)
        ),
    )


def _dataset(*records: Record) -> Dataset:
    return Dataset("made", records, {1: "cup", 2: "fork", 3: "lamp"})


@pytest.mark.parametrize("shots", [1, 2, 3])
def test_every_category_is_asked_in_every_picture_that_has_it_and_never_with_that_picture(
    world: Any, plain: Any, shots: int
) -> None:
    dataset = world(plain)
    asked = [each for each in questions(dataset, Protocol(shots=shots), run=0) if each.present]
    expected = {(picture, category) for picture, things in plain.items() for category, _, _ in things}
    assert {(each.scene, each.category) for each in asked} == expected
    assert len(asked) == len(expected)
    for each in asked:
        assert len(each.references) == shots
        assert each.scene not in {picture for picture, _ in each.references}
        objects = {(record.id, one.id): one.category for record in dataset.records for one in record.objects}
        assert {objects[reference] for reference in each.references} == {each.category}


def test_references_are_of_distinct_pictures_while_there_are_enough() -> None:
    dataset = _dataset(*(_record(number, ("cup", 20, False), ("cup", 20, False)) for number in range(4)))
    for shots, pictures in ((2, 2), (3, 3), (7, 3)):
        for each in questions(dataset, Protocol(shots=shots), run=0):
            assert len({picture for picture, _ in each.references}) == pictures
            assert len(each.references) == shots


def test_the_rule_of_the_paper_also_draws_from_the_searched_picture() -> None:
    dataset = _dataset(_record(1, ("cup", 20, False)))
    assert questions(dataset, ONCE, 0) == []
    (only,) = questions(dataset, replace(ONCE, same_picture=True), 0)
    assert only.references == ((1, 100),)


def test_references_are_drawn_uniformly_over_pictures_then_objects() -> None:
    dataset = _dataset(
        _record(1, ("cup", 20, False)),
        _record(2, ("cup", 20, False)),
        _record(3, ("cup", 20, False), ("cup", 20, False), ("cup", 20, False)),
    )
    drawn = [
        each.references[0]
        for run in range(3000)
        for each in questions(dataset, Protocol(runs=3000, limit=1), run)
        if each.present
    ]
    shares = {key: drawn.count(key) / len(drawn) for key in set(drawn)}
    assert shares.keys() == {(2, 200), (3, 300), (3, 301), (3, 302)}
    assert shares[2, 200] == pytest.approx(1 / 2, abs=0.03)
    assert all(shares[3, number] == pytest.approx(1 / 6, abs=0.03) for number in (300, 301, 302))


def test_a_question_depends_only_on_seed_run_picture_and_category(world: Any, plain: Any) -> None:
    dataset = world(plain)
    turned = replace(dataset, records=dataset.records[::-1])
    protocol = Protocol(seed=3)
    asked = questions(dataset, protocol, 1)
    assert questions(turned, protocol, 1) == asked
    some = {each for each in asked if each.present and each.category in ("cup", "sock")}
    fewer = questions(dataset, replace(protocol, categories=("cup", "sock")), 1)
    assert {each for each in fewer if each.present} == some
    assert questions(dataset, replace(protocol, limit=2), 1) == [each for each in asked if each.scene in (1, 2)]
    many = _dataset(*(_record(number, ("cup", 20, False)) for number in range(50)))
    draws = {
        tuple(each.references for each in questions(many, Protocol(seed=s), run)) for s in (0, 1) for run in (0, 1)
    }
    assert len(draws) == 4


def test_as_many_absent_questions_as_present_ones(world: Any, plain: Any) -> None:
    dataset = world(plain)
    asked = questions(dataset, ONCE, 0)
    there = {record.id: {each.category for each in record.objects} for record in dataset.records}
    for picture, categories in there.items():
        absent = [each.category for each in asked if each.scene == picture and not each.present]
        assert len(absent) == sum(each.scene == picture and each.present for each in asked)
        assert not categories & set(absent)
        assert len(set(absent)) == len(absent)


def test_how_often_something_is_asked_does_not_tell_whether_it_is_there(world: Any, plain: Any) -> None:
    plain[1] = [*plain[1], ("lamp", (60, 4, 90, 34), False)]  # three there: only one is left that is not
    dataset, protocol = world(plain), Protocol(runs=6)
    asked = Counter((each.scene, each.category) for run in range(6) for each in questions(dataset, protocol, run))
    assert set(asked.values()) == {6}
    assert {category for scene, category in asked if scene == 1} == {"cup", "fork", "lamp", "sock"}


def test_a_crowd_is_neither_asked_for_nor_absent_nor_a_reference() -> None:
    dataset = _dataset(
        _record(1, ("cup", 20, False), ("fork", 20, True)),
        _record(2, ("cup", 20, False), ("cup", 20, True), ("fork", 20, False), (None, 20, False)),
        _record(3, ("fork", 20, False)),
    )
    asked = questions(dataset, Protocol(runs=50), run=7)
    assert (1, "fork") not in {(each.scene, each.category) for each in asked}
    for run in range(50):
        for each in questions(dataset, Protocol(runs=50), run):
            assert (2, 201) not in each.references and (1, 101) not in each.references


def test_objects_too_small_for_a_reference_are_never_drawn() -> None:
    dataset = _dataset(
        _record(1, ("cup", 2.9, False)),
        _record(2, ("cup", 2.9, False), ("cup", 3, False)),
        _record(3, ("cup", 1, False)),
    )
    for run in range(20):
        present = [each for each in questions(dataset, Protocol(runs=20), run) if each.present]
        assert [each.scene for each in present] == [1, 3]
        assert all(each.references == ((2, 201),) for each in present)
    picture = np.zeros((100, 100, 3), dtype=np.uint8)
    Reference.from_box(picture, dataset.records[1].objects[1].box)
    with pytest.raises(QuestionError):
        Reference.from_box(picture, dataset.records[1].objects[0].box)


def test_what_cannot_be_asked_is_named() -> None:
    dataset = _dataset(_record(1, ("cup", 20, False), ("fork", 1, False)), _record(2, ("fork", 1, False)))
    reasons = left_out(dataset, ONCE)
    assert set(reasons) == {"cup", "fork", "lamp"}
    assert "only one picture" in reasons["cup"]
    assert "pixels" in reasons["fork"]
    assert "no searched picture" in reasons["lamp"]
    assert set(left_out(dataset, replace(ONCE, same_picture=True))) == {"fork", "lamp"}
    assert set(left_out(dataset, replace(ONCE, categories=("cup",)))) == {"cup"}


def test_a_category_is_asked_where_another_picture_has_a_reference() -> None:
    dataset = _dataset(_record(1, ("cup", 20, False)), _record(2, ("cup", 1, False)))
    (only,) = (each for each in questions(dataset, ONCE, 0) if each.present)
    assert (only.scene, only.references) == (2, ((1, 100),))
    assert "cup" not in left_out(dataset, ONCE)


def test_splits_take_every_fourth_category_in_order_of_ids() -> None:
    categories = {10 * (8 - place): f"name {8 - place}" for place in range(8)}
    assert split(categories, 1) == ("name 1", "name 5")
    assert split(categories, 4) == ("name 4", "name 8")
    assert sorted(name for number in (1, 2, 3, 4) for name in split(categories, number)) == sorted(categories.values())


def test_a_split_is_asked_for_what_it_holds_out_or_for_the_rest() -> None:
    dataset = _dataset()
    held = split(dataset.categories, 2)
    assert tuple(category_ids(dataset, Protocol(split=2))) == held
    assert set(category_ids(dataset, Protocol(split=2, novel=False))) == set(dataset.categories.values()) - set(held)
    with pytest.raises(ConfigError, match="both a split and categories"):
        Protocol(split=1, categories=("cup",))


def test_an_unknown_category_names_its_neighbour() -> None:
    with pytest.raises(DataError, match="did you mean 'cup'"):
        category_ids(_dataset(), Protocol(categories=("cip",)))
    with pytest.raises(DataError, match="it has cup, fork, lamp"):
        category_ids(_dataset(), Protocol(categories=("zebra",)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"shots": 0},
        {"runs": 0},
        {"seed": -1},
        {"floors": ()},
        {"floors": (1.1,)},
        {"limit": 0},
        {"categories": ()},
        {"split": 0},
        {"split": 5},
    ],
)
def test_settings_that_cannot_be_used_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        Protocol(**wrong)


def test_ids_must_be_unique() -> None:
    with pytest.raises(DataError, match="twice"):
        questions(_dataset(_record(1), _record(1)), ONCE, 0)


@pytest.mark.shared_data
def test_the_shared_coco_pictures_ask_every_category(shared_data: Path) -> None:
    dataset = read_coco(
        shared_data / "coco/annotations/instances_val2017dev.json", shared_data / "coco/val2017dev", name="val2017dev"
    )
    asked = questions(dataset, ONCE, 0)
    assert sum(each.present for each in asked) == sum(not each.present for each in asked)
    assert sum(each.present for each in asked) == 494
    alone = {"parking meter", "zebra", "snowboard", "hot dog", "toaster", "scissors", "hair drier", "toothbrush"}
    assert set(left_out(dataset, ONCE)) == alone
    as_in_the_paper = replace(ONCE, same_picture=True)
    assert left_out(dataset, as_in_the_paper) == {}
    assert sum(each.present for each in questions(dataset, as_in_the_paper, 0)) == 502
