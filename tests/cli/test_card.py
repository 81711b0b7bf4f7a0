from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from seesame.card import Promise, read_card, write_card

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shelf(draw: Callable[..., Path], here: Path) -> Path:
    """Three pictures with one red thing each, in a folder."""
    for number, box in enumerate([(10, 20, 30, 45), (50, 5, 70, 25), (5, 5, 25, 25)]):
        draw(f"shelf/{number}.png", box)
    return here


def test_a_card_is_a_question(shelf: Path, seesame: Program) -> None:
    code, _, err = seesame(
        "card", "new", "red.seesame", "shelf/0.png@10,20,30,45", "--reject", "shelf/1.png", "--threshold", "0.4"
    )
    assert code == 0 and "1 reference, 1 negative;" in err
    card = read_card(shelf / "red.seesame")
    assert (card.name, card.threshold) == ("red", 0.4)
    assert card.references[0].name == "0.png@10,20,30,45"  # folders are nobody's business
    assert card.descriptor is not None and card.descriptor.weights_id == "red-1"
    code, out, _ = seesame("find", "red.seesame", "--in", "shelf", "--json")
    told = json.loads(out)
    assert code == 0 and len(told["annotations"]) == 3
    assert told["question"]["threshold"] == 0.4


def test_cards_and_pictures_make_one_question(shelf: Path, seesame: Program) -> None:
    seesame("card", "new", "red.seesame", "shelf/0.png", "--name", "my red")
    assert seesame("find", "red.seesame", "shelf/1.png", "--in", "shelf/2.png")[0] == 0
    code, _, _ = seesame("card", "new", "both.seesame", "red.seesame", "shelf/1.png")
    assert code == 0 and len(read_card(shelf / "both.seesame").references) == 2


def test_a_card_can_mean_the_very_object(shelf: Path, seesame: Program) -> None:
    assert seesame("card", "new", "my.seesame", "shelf/0.png", "--same", "object", "--threshold", "0.4")[0] == 0
    assert (read_card(shelf / "my.seesame").same, read_card(shelf / "my.seesame").threshold) == ("object", 0.4)
    assert "the same object; threshold 0.4" in seesame("card", "show", "my.seesame")[1]
    told = json.loads(seesame("find", "my.seesame", "--in", "shelf", "--json")[1])
    assert (told["question"]["same"], told["question"]["threshold"]) == ("object", 0.4)
    told = json.loads(seesame("find", "my.seesame", "--in", "shelf", "--same", "category", "--json")[1])
    assert (told["question"]["same"], told["question"]["threshold"]) == ("category", 0.3)
    code, _, err = seesame("card", "set-same", "my.seesame", "category")
    assert code == 0 and "means the same category" in err
    assert (read_card(shelf / "my.seesame").same, read_card(shelf / "my.seesame").threshold) == ("category", None)


def test_a_card_grows_and_shrinks(shelf: Path, seesame: Program) -> None:
    assert seesame("card", "new", "red.seesame", "shelf/0.png", "--notes", "of the shelf")[0] == 0
    assert seesame("card", "add", "red.seesame", "shelf/1.png")[0] == 0
    assert seesame("card", "reject", "red.seesame", "shelf/2.png")[0] == 0
    code, out, _ = seesame("card", "show", "red.seesame", "--pictures", "examples")
    assert code == 0 and "of the shelf" in out and "negative 1\t2.png" in out
    assert sorted(path.name for path in Path("examples").iterdir()) == [
        "negative-1.png",
        "reference-1.png",
        "reference-2.png",
    ]
    assert seesame("card", "remove", "red.seesame", "2.png", "0.png")[0] == 0
    told = json.loads(seesame("card", "show", "red.seesame", "--json")[1])
    assert [each["name"] for each in told["references"]] == ["1.png"] and told["negatives"] == []
    assert told["weights_id"] == "red-1"


def test_a_reference_can_count_more_or_less(shelf: Path, seesame: Program) -> None:
    assert seesame("card", "new", "red.seesame", "shelf/0.png", "shelf/1.png")[0] == 0
    assert seesame("card", "weigh", "red.seesame", "2", "0.5")[0] == 0
    assert seesame("card", "weigh", "red.seesame", "0.png", "3")[0] == 0
    assert read_card(shelf / "red.seesame").votes == (3, 0.5)
    out = seesame("card", "show", "red.seesame")[1]
    assert out.splitlines()[2:] == ["reference 1\t0.png\t0,0,80,60\tno\t3", "reference 2\t1.png\t0,0,80,60\tno\t0.5"]
    told = json.loads(seesame("card", "show", "red.seesame", "--json")[1])
    assert [each["votes"] for each in told["references"]] == [3, 0.5]
    before = Path("red.seesame").read_bytes()
    for words, wrong in (
        (("3", "1"), "no reference '3'; it has 1 0.png, 2 1.png"),
        (("1", "1e9"), "expected 0 to 100"),
        (("1", "nan"), "expected 0 to 100"),
        (("1", "much"), "a valid number"),
    ):
        code, _, err = seesame("card", "weigh", "red.seesame", *words)
        assert code == 2 and wrong in err, (words, err)
    assert seesame("card", "weigh", "red.seesame", "1", "0")[0] == 0
    assert "no reference with a vote" in seesame("card", "weigh", "red.seesame", "2", "0")[2]
    assert Path("red.seesame").read_bytes() != before


def test_cards_are_taken_wherever_references_are(shelf: Path, seesame: Program) -> None:
    seesame("card", "new", "a.seesame", "shelf/0.png")
    seesame("card", "new", "b.seesame", "shelf/1.png", "--reject", "shelf/2.png")
    assert seesame("card", "add", "a.seesame", "b.seesame")[0] == 0
    added = read_card(shelf / "a.seesame")
    assert (len(added.references), len(added.negatives)) == (2, 1)
    assert seesame("card", "reject", "b.seesame", "a.seesame")[0] == 0
    assert [each.name for each in read_card(shelf / "b.seesame").negatives] == ["2.png", "0.png", "1.png"]


def test_merging(shelf: Path, seesame: Program) -> None:
    seesame("card", "new", "a.seesame", "shelf/0.png")
    seesame("card", "new", "b.seesame", "shelf/0.png", "shelf/1.png")
    assert seesame("card", "merge", "a.seesame", "b.seesame")[0] == 0
    assert len(read_card(shelf / "a.seesame").references) == 2


def test_the_threshold(shelf: Path, seesame: Program) -> None:
    seesame("card", "new", "a.seesame", "shelf/0.png")
    assert seesame("card", "set-threshold", "a.seesame", "0.95")[0] == 0
    assert seesame("find", "a.seesame", "--in", "shelf", "--out", "found")[0] == 1
    assert seesame("card", "set-threshold", "a.seesame", "default")[0] == 0
    assert read_card(shelf / "a.seesame").threshold is None
    for wrong, told in (("much", "expected 0 to 1 or the word default"), ("7", "expected 0 to 1")):
        code, _, err = seesame("card", "set-threshold", "a.seesame", wrong)
        assert code == 2 and told in err


def test_a_card_of_other_weights_is_described_anew_with_a_notice(shelf: Path, seesame: Program) -> None:
    from dataclasses import replace

    seesame("card", "new", "a.seesame", "shelf/0.png")
    card = read_card(shelf / "a.seesame")
    assert card.descriptor is not None
    write_card(replace(card, descriptor=replace(card.descriptor, weights_id="old-7")), shelf / "a.seesame")
    code, _, err = seesame("find", "a.seesame", "--in", "shelf", "--quiet")
    assert code == 0 and "made with old-7; its pictures are described anew by red-1" in err


def test_mistakes_are_2_and_touch_nothing(shelf: Path, seesame: Program) -> None:
    seesame("card", "new", "a.seesame", "shelf/0.png")
    before = Path("a.seesame").read_bytes()
    Path("broken.seesame").write_bytes(b"rubbish")
    for words, told in (
        (("new", "a.seesame", "shelf/1.png"), "is there already"),
        (("new", "a.zip", "shelf/1.png"), "ends in .seesame, as in a.seesame"),
        (("new", "b.seesame", "missing.png"), "missing.png"),
        (("add", "broken.seesame", "shelf/1.png"), "is no card or is damaged"),
        (("remove", "a.seesame", "spoon"), "no example 'spoon'"),
        (("remove", "a.seesame", "0.png"), "show at least one example"),
        (("merge", "a.seesame", "broken.seesame"), "broken.seesame: is no card"),
        (("show", "missing.seesame"), "cannot be opened"),
    ):
        code, _, err = seesame("card", *words)
        assert code == 2 and told in err, words
    assert Path("a.seesame").read_bytes() == before
    assert Path("broken.seesame").read_bytes() == b"rubbish"
    assert not Path("b.seesame").exists()
    assert seesame("find", "broken.seesame", "--in", "shelf")[0] == 2
    assert seesame("card", "new", "a.seesame", "shelf/1.png", "--force")[0] == 0


def test_a_threshold_fitted_on_pictures_without_the_thing(
    shelf: Path, draw: Callable[..., Path], seesame: Program
) -> None:
    seesame("card", "new", "a.seesame", "shelf/0.png")
    for number in range(9):
        draw(f"empty/{number}.png", *([(5, 5, 25, 25)] if number == 4 else []))
    options = ("card", "calibrate", "a.seesame", "--background", "empty", "--false-alarms")
    code, _, err = seesame(*options, "10%")
    assert code == 0 and "an instance counts from 0.900, fitted on 9 pictures" in err, err
    card = read_card(shelf / "a.seesame")
    assert card.threshold == pytest.approx(0.9, abs=1e-6) and card.promise == Promise(0.1, 9, None)
    assert "0.9 for 10 % false alarms, from 9 pictures" in seesame("card", "show", "a.seesame")[1]
    assert json.loads(seesame("card", "show", "a.seesame", "--json")[1])["promise"]["pictures"] == 9
    code, _, err = seesame(*options, "1%")
    assert code == 2 and "expected 99 or more" in err
    Path("empty/broken.png").write_bytes(b"rubbish")
    assert seesame(*options, "50%")[0] == 3
    seesame("card", "set-threshold", "a.seesame", "0.5")
    assert read_card(shelf / "a.seesame").promise is None


def test_what_could_be_better_is_told(shelf: Path, seesame: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from seesame.inference import diagnosis

    seesame("card", "new", "a.seesame", "shelf/0.png")
    monkeypatch.setattr(diagnosis, "check", lambda finder, card: (diagnosis.Remark("0.png", "dark", "is dark"),))
    assert seesame("card", "check", "a.seesame")[:2] == (1, "example\twhat\ttold\n0.png\tdark\tis dark\n")
    monkeypatch.setattr(diagnosis, "check", lambda finder, card: ())
    assert seesame("card", "check", "a.seesame")[0] == 0
