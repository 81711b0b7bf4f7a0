from __future__ import annotations

from seesame.train.watch import Watch


def test_the_best_is_known_and_the_first_of_equals_stays_it() -> None:
    watch = Watch()
    assert [watch.better(each) for each in (0.2, 0.5, 0.5, 0.4, 0.6)] == [True, True, False, False, True]
    assert watch.best == 0.6 and watch.since == 0


def test_patience_ends() -> None:
    watch, over = Watch(2), []
    for figure in (0.5, 0.4, 0.6, 0.1, 0.2):
        watch.better(figure)
        over.append(watch.over)
    assert over == [False, False, False, False, True]


def test_without_patience_nothing_ends() -> None:
    watch = Watch(0)
    for figure in (0.5, 0.1, 0.1, 0.1):
        watch.better(figure)
    assert not watch.over and watch.since == 3


def test_what_is_kept_is_gone_on_from() -> None:
    watch, other = Watch(3), Watch(3)
    for figure in (0.5, 0.1):
        watch.better(figure)
    other.restore(watch.state())
    assert other.state() == {"best": 0.5, "since": 1, "over": False}
    other.restore({})
    assert other.state() == {"best": None, "since": 0, "over": False}
