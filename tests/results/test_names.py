from __future__ import annotations

from seesame.results import Names


def test_names_of_different_folders_do_not_clash() -> None:
    names = Names()
    given = [names.of(path) for path in ("shelf/mug.jpg", "desk/mug.jpg", "mug.png", "shelf/cup.jpg", "-", "Mug.jpg")]
    assert given == ["mug", "mug-2", "mug-3", "cup", "standard-input", "Mug-4"]


def test_a_name_that_looks_like_a_numbered_one_is_not_given_twice() -> None:
    names = Names()
    assert [names.of(path) for path in ("mug-2.jpg", "a/mug.jpg", "b/mug.jpg", "c/mug-2.jpg")] == [
        "mug-2",
        "mug",
        "mug-3",
        "mug-2-2",
    ]
