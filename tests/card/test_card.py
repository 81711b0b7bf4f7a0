from __future__ import annotations

from dataclasses import replace

import pytest

from seesame.card import Card
from seesame.errors import CardError, QuestionError
from seesame.reference import Reference
from tests.card.conftest import described, picture


def test_a_card_is_named_after_its_first_reference() -> None:
    reference = Reference.whole(picture(40, 40), "mug.png")
    assert Card.of([reference]).name == "mug.png"
    assert Card.of([reference], "my mug").name == "my mug"


def test_every_change_is_a_new_card_that_must_be_described_anew(card: Card) -> None:
    more = Reference.whole(picture(40, 40, 5), "third")
    added, rejecting = card.added([more]), card.rejecting([more])
    assert [each.name for each in added.references] == ["mug.png", "second mug", "third"]
    assert [each.name for each in rejecting.negatives] == ["a bowl", "third"]
    assert added.descriptor is rejecting.descriptor is None
    assert (added.threshold, added.notes, len(card.references)) == (0.25, card.notes, 2)


def test_a_threshold_fits_one_meaning(card: Card) -> None:
    meant = card.meaning("object")
    assert (card.same, meant.same, meant.threshold, meant.promise) == ("category", "object", None, None)
    assert card.meaning("category") is card and meant.added(card.references).same == "object"
    with pytest.raises(CardError, match="the same 'kind', expected category or object"):
        Card("mug", card.references, same="kind")  # type: ignore[arg-type]


def test_weighed(card: Card) -> None:
    weighed = card.weighed([1], 0.5)
    assert (card.votes, weighed.votes, weighed.descriptor) == ((1, 1), (1, 0.5), None)
    assert weighed.without(["mug.png"]).votes == (0.5,) and card.merged(weighed).votes == (1, 1)
    with pytest.raises(CardError, match="no reference with a vote"):
        card.weighed([0, 1], 0)
    with pytest.raises(QuestionError, match="second mug: came with -1 votes, expected 0 to 100"):
        card.weighed([1], -1)
    assert (card.rows_of("2"), card.rows_of("mug.png"), card.added(card.references[:1]).rows_of("mug.png")) == (
        (1,), (0,), (0, 2)
    )
    for wrong in ("0", "3", "spoon", "-1"):
        with pytest.raises(CardError, match=r"no reference '.*'; it has 1 mug\.png, 2 second mug"):
            card.rows_of(wrong)
    assert weighed.descriptor is None and card.descriptor is not None
    with pytest.raises(CardError, match="not of its own"):
        replace(weighed, descriptor=card.descriptor)


def test_without(card: Card) -> None:
    left = card.without(["a bowl", "mug.png"])
    assert ([each.name for each in left.references], left.negatives) == (["second mug"], ())
    with pytest.raises(CardError, match=r"no example 'spoon'; it has a bowl, mug\.png, second mug"):
        card.without(["spoon"])
    with pytest.raises(CardError, match="show at least one example"):
        card.without(["mug.png", "second mug"])


def test_merged_cards_hold_each_example_once(card: Card) -> None:
    other = Card("cup", (card.references[0], Reference.whole(picture(40, 40, 5), "cup")), card.negatives, 0.9, "more")
    merged = card.merged(other)
    assert [each.name for each in merged.references] == ["mug.png", "second mug", "cup"]
    assert (merged.name, merged.threshold, merged.notes) == ("mug", 0.25, "of the kitchen\n\nmore")
    assert len(merged.negatives) == 1


def test_what_makes_no_card() -> None:
    reference = Reference.whole(picture(40, 40))
    with pytest.raises(CardError, match="0 references"):
        Card("mug", ())
    with pytest.raises(CardError, match="257 references"):
        Card("mug", (reference,) * 257)
    with pytest.raises(CardError, match=r"threshold 1\.5"):
        Card("mug", (reference,), threshold=1.5)
    with pytest.raises(CardError, match=r"descriptor of \(2, 0\) examples"):
        Card("mug", (reference,), descriptor=described(2))
