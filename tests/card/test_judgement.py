from __future__ import annotations

import numpy as np
import pytest

from seesame.card import Card, Impressions, Judgement
from seesame.errors import CardError
from seesame.reference import Reference
from tests.card.conftest import picture, seen


def judgement(seed: int, right: bool = True) -> Judgement:
    return Judgement(Reference.whole(picture(40, 40, seed), str(seed)), right)


def test_the_last_word_on_an_instance_counts(card: Card) -> None:
    first = card.judged([judgement(1), judgement(2)], seen(2))
    second = first.judged([judgement(3, False), judgement(1, False)], seen(2, start=10))
    assert [(each.example.name, each.right) for each in second.judgements] == [("2", True), ("3", False), ("1", False)]
    assert second.impressions is not None
    assert second.impressions.quality.tolist() == [1.0, 10.0, 11.0]  # the rows went with them
    assert second.descriptor is None and second.references == card.references


def test_evidence_is_kept_only_if_it_is_whole(card: Card) -> None:
    first = card.judged([judgement(1)], seen(1))
    assert first.judged([judgement(2)]).impressions is None
    assert first.judged([judgement(2)], seen(1, weights_id="other")).impressions is None
    assert card.judged([judgement(1)]).judged([judgement(2)], seen(1)).impressions is None
    assert first.judged([]).impressions is not None
    assert first.forgetting().judgements == () and first.forgetting().impressions is None


def test_judged_examples_are_cut_out() -> None:
    large = Judgement(Reference.from_box(picture(400, 600), (300, 100, 320, 130)), True)
    kept = large.kept.example
    assert kept.picture.shape == (60, 60, 3) and kept.box == (20.0, 15.0, 40.0, 45.0)


def test_merging_brings_the_judgements(card: Card) -> None:
    merged = card.judged([judgement(1)], seen(1)).merged(card.judged([judgement(2)], seen(1)))
    assert len(merged.judgements) == 2 and merged.impressions is not None and len(merged.impressions) == 2


def test_parts_must_fit(card: Card) -> None:
    whole = seen(2)
    with pytest.raises(CardError, match="do not fit"):
        Impressions(whole.vectors, whole.maps[:1], whole.quality, whole.surroundings, "tiny-1")
    with pytest.raises(CardError, match="saw 2 judgements, not its own"):
        Card("x", card.references, judgements=(judgement(1),), impressions=whole)
    with pytest.raises(CardError, match="257 judgements"):
        Card("x", card.references, judgements=(judgement(1),) * 257)
    assert len(whole[[]]) == 0 and np.array_equal(whole[[1]].vectors, whole.vectors[1:])
