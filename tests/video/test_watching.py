"""Whole clips whose tracks are known: who is who, and that masks glide in between."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from seesame.errors import ConfigError
from seesame.geometry import masks as mask_geometry
from seesame.video import Rules, Sight, Still, Tracks, watch
from tests.video.conftest import BLUE, GREEN, RED, ColourFinder, still

HIDING = (90, 90, 90)
RULES = Rules(0.5)


def seen(
    stills: Iterable[Still], every: int = 1, rules: Rules = RULES, finder: ColourFinder | None = None
) -> list[Sight]:
    return list(watch(stills, finder or ColourFinder(), None, rules, every))


def colour_of_track(sights: list[Sight], stills: list[Still]) -> dict[int, set[int]]:
    """The colour channels that each track ever covered, searched stills only."""
    covered: dict[int, set[int]] = {}
    for sight in sights:
        if sight.searched:
            for row, number in enumerate(sight.tracks):
                picture = stills[sight.still.number].picture
                covered.setdefault(number, set()).add(int(picture[sight.instances.mask(row)].mean(0).argmax()))
    return covered


def moving(count: int, *paths: tuple[tuple[int, int, int], float, float, float]) -> list[Still]:
    """Boxes 24 x 24 of a colour, from x at y with so many pixels a still."""
    return [
        still(number, [(colour, (x + v * number, y, x + v * number + 24, y + 24)) for colour, x, y, v in paths])
        for number in range(count)
    ]


@pytest.mark.parametrize("every", [1, 3, 5])
def test_two_that_cross_keep_their_numbers(every: int) -> None:
    stills = moving(60, (RED, 5, 40, 2.5), (BLUE, 165, 50, -2.5))
    sights = seen(stills, every)
    assert [sight.still.number for sight in sights] == list(range(60))
    assert [sight.searched for sight in sights] == [number % every == 0 for number in range(60)]
    colours = colour_of_track(sights, stills)
    assert sorted(colours) == [1, 2] and all(len(each) == 1 for each in colours.values())


@pytest.mark.parametrize("every", [1, 4])
def test_alike_ones_that_pass_each_other_keep_their_numbers(every: int) -> None:
    """Of one colour: only place and motion tell them apart."""
    stills = moving(60, (RED, 5, 10, 2.0), (RED, 170, 60, -2.0))
    sights = seen(stills, every)
    for number in (1, 2):
        its = [sight.instances.boxes[sight.tracks.index(number)] for sight in sights if number in sight.tracks]
        heights = {round(float(box[1]) / 50) for box in its}
        assert len(heights) == 1
    assert {number for sight in sights for number in sight.tracks} == {1, 2}


@pytest.mark.parametrize("every", [1, 3])
def test_a_number_outlasts_an_occluder(every: int) -> None:
    stills = []
    for number in range(75):
        x = 5 + 2.0 * number
        stills.append(still(number, [(GREEN, (x, 40, x + 20, 60)), (HIDING, (80, 20, 120, 90))]))
    sights = seen(stills, every)
    assert {number for sight in sights for number in sight.tracks} == {1}
    hidden = [sight for sight in sights if sight.still.number in range(46, 48)]
    assert all(not sight.found.any() for sight in hidden)
    assert sights[-5].tracks == (1,)


def test_out_of_sight_for_long_is_a_new_one() -> None:
    there, gone = [(GREEN, (50, 40, 70, 60))], []
    stills = [still(number, gone if 10 <= number < 100 else there) for number in range(110)]
    sights = seen(stills, 2)
    assert {number for sight in sights[:10] for number in sight.tracks} == {1}
    assert not any(sight.tracks for sight in sights[20:98])
    assert {number for sight in sights[102:] for number in sight.tracks} == {2}


def test_what_left_the_picture_and_returns_is_a_new_one() -> None:
    stills = []
    for number in range(40):
        x = 160 + 4.0 * number if number < 20 else 160 + 4.0 * (40 - number)
        stills.append(still(number, [(GREEN, (x, 40, x + 20, 60))]))
    assert {number for sight in seen(stills) for number in sight.tracks} == {1, 2}


def test_masks_glide_between_searched_stills() -> None:
    """3 pixels a still, searched every fifth: in each still the mask is where the thing is."""
    stills = moving(36, (RED, 10, 40, 3.0))
    for sight in seen(stills, 5)[:31]:
        x = 10 + 3.0 * sight.still.number
        np.testing.assert_allclose(sight.instances.boxes, [[x, 40, x + 24, 64]], atol=0.01)
        np.testing.assert_array_equal(mask_geometry.boxes_of(sight.instances.masks), [[x, 40, x + 24, 64]])


def test_after_the_last_search_motion_goes_on() -> None:
    stills = moving(29, (RED, 10, 40, 3.0))
    last = seen(stills, 5)[-1]
    assert not last.searched and last.tracks == (1,)
    np.testing.assert_allclose(last.instances.boxes, [[94, 40, 118, 64]], atol=3)


def test_once_is_not_believed_but_at_the_very_end() -> None:
    def clip(count: int, when: int) -> list[Still]:
        return [still(number, [(RED, (50, 40, 74, 64))] if number == when else []) for number in range(count)]

    assert not any(sight.tracks for sight in seen(clip(8, 3)))
    assert [sight.tracks for sight in seen(clip(8, 7))][-1] == (1,)
    assert [sight.tracks for sight in seen(clip(1, 0))] == [(1,)]
    assert any(sight.tracks for sight in seen(clip(8, 3), rules=Rules(0.5, confirm=1)))


def test_the_first_sight_is_told_once_the_second_confirms_it() -> None:
    assert seen(moving(4, (RED, 10, 40, 0.0)), 2)[0].tracks == (1,)


def test_a_lower_score_goes_on_but_begins_nothing() -> None:
    stills = moving(6, (RED, 10, 40, 0.0))
    going_on = seen(stills, finder=ColourFinder([0.9, 0.9, 0.3, 0.3, 0.2, 0.9]))
    assert [bool(sight.found.any()) for sight in going_on] == [True, True, True, True, False, True]
    assert {number for sight in going_on for number in sight.tracks} == {1}
    assert not any(sight.tracks for sight in seen(stills, finder=ColourFinder([0.4] * 6)))


def test_a_single_miss_is_shown_but_not_told_as_found() -> None:
    sights = seen(moving(6, (RED, 10, 40, 2.0)), finder=ColourFinder([0.9, 0.9, 0.9, 0.0, 0.9, 0.9]))
    missed = sights[3]
    assert missed.tracks == (1,) and not missed.found.any()
    np.testing.assert_allclose(missed.instances.boxes, [[16, 40, 40, 64]], atol=2)
    tracks = Tracks()
    for sight in sights:
        tracks.add(sight)
    assert (tracks.rows[0].sightings, tracks.searched, tracks.stills) == (5, 6, 6)


def test_too_many_stills_to_wait_for_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seesame.video.watching._HELD", 120 * 200 * 1.5 * 3)
    stills = moving(40, (RED, 10, 40, 1.0))
    sights = seen(stills, 10)
    assert [sight.still.number for sight in sights] == list(range(40))
    for sight in sights[21:30]:
        x = 10 + sight.still.number
        np.testing.assert_allclose(sight.instances.boxes, [[x, 40, x + 24, 64]], atol=1.5)


def test_only_searched_stills() -> None:
    sights = list(watch(moving(11, (RED, 10, 40, 1.0)), ColourFinder(), None, RULES, 5, between=False))
    assert [sight.still.number for sight in sights] == [0, 5, 10]


def test_nothing() -> None:
    assert seen([]) == []
    assert all(len(sight.instances) == 0 for sight in seen([still(number, []) for number in range(7)], 3))


@pytest.mark.parametrize(("every", "top"), [(0, 1), (1, 0)])
def test_settings_that_cannot_be(every: int, top: int) -> None:
    with pytest.raises(ConfigError, match="expected 1 or more"):
        watch([], ColourFinder(), None, RULES, every, top=top)
