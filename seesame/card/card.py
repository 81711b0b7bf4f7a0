"""Card: the examples of one question, what it is not, and from which score an instance counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seesame.card.judgement import Impressions, Judgement, latest
from seesame.card.keep import keep
from seesame.descriptor import SAMES, Descriptor, Same
from seesame.errors import CardError
from seesame.reference import Reference

MOST = 256
"""Examples that one card may hold, of either kind."""


@dataclass(frozen=True)
class Promise:
    """What a threshold was fitted for.

    Attributes:
        false_alarms: at most this share of pictures without the thing has an instance, 0 to 1.
        pictures: how many pictures without it that rests on; 0 for those that the weights were measured on.
        recall: the share of objects that is expected to be found, 0 to 1; None where nothing is known of it.
    """

    false_alarms: float
    pictures: int
    recall: float | None


@dataclass(frozen=True, eq=False)
class Card:
    """A saved question. Cards are values: every change gives a new one.

    Attributes:
        name: what is asked for, in the words of whoever made the card.
        references: examples of it, cut out of their pictures (see `keep`).
        negatives: examples of what is not meant.
        threshold: the score from which an instance counts, 0 to 1; None for the one the weights advise.
        notes: for people.
        promise: what the threshold was fitted for; None if it was chosen by hand.
        descriptor: the examples as one network sees them; None until a Finder has described them.
        same: whether the category of the references is meant, or the very object that they show.
        judgements: what somebody said of instances that were found, cut out of their pictures.
        impressions: what a network saw of them; None if none has, and they must be looked at again.

    Raises: CardError: the parts do not fit each other.
    """

    name: str
    references: tuple[Reference, ...]
    negatives: tuple[Reference, ...] = ()
    threshold: float | None = None
    notes: str = ""
    promise: Promise | None = None
    descriptor: Descriptor | None = None
    same: Same = "category"
    judgements: tuple[Judgement, ...] = ()
    impressions: Impressions | None = None

    def __post_init__(self) -> None:
        if self.same not in SAMES:
            raise CardError(f"the card {self.name!r} means the same {self.same!r}, expected {' or '.join(SAMES)}")
        if not 1 <= len(self.references) <= MOST or len(self.negatives) > MOST:
            raise CardError(
                f"the card {self.name!r} came with {len(self.references)} references and {len(self.negatives)} "
                f"negatives, expected 1 to {MOST} and 0 to {MOST}; show at least one example of what to find"
            )
        if len(self.judgements) > MOST:
            raise CardError(
                f"the card {self.name!r} came with {len(self.judgements)} judgements, expected at most {MOST}; "
                "forget some, or make a card of its own for the rest"
            )
        if self.impressions is not None and len(self.impressions) != len(self.judgements):
            raise CardError(f"the card {self.name!r} saw {len(self.impressions)} judgements, not its own")
        if not any(self.votes):
            raise CardError(f"the card {self.name!r} has no reference with a vote; let at least one count")
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise CardError(f"the card {self.name!r} came with threshold {self.threshold}, expected 0 to 1")
        if self.descriptor is not None:
            negatives = self.descriptor.negatives
            described = (len(self.descriptor), 0 if negatives is None else len(negatives))
            if described != (len(self.references), len(self.negatives)) or self.descriptor.votes != self.votes:
                raise CardError(f"the card {self.name!r} has a descriptor of {described} examples, not of its own")

    @classmethod
    def of(cls, references: Sequence[Reference], name: str = "") -> Card:
        """A card of references, cut out of their pictures; by default named after the first."""
        kept = tuple(keep(each) for each in references)
        return cls(name or (kept[0].name if kept else ""), kept)

    def added(self, references: Sequence[Reference]) -> Card:
        """With more references."""
        more = tuple(keep(each) for each in references)
        return replace(self, references=self.references + more, descriptor=None, promise=None)

    def rejecting(self, negatives: Sequence[Reference]) -> Card:
        """With more examples of what is not meant."""
        more = tuple(keep(each) for each in negatives)
        return replace(self, negatives=self.negatives + more, descriptor=None, promise=None)

    @property
    def votes(self) -> tuple[float, ...]:
        """How much each reference counts."""
        return tuple(each.votes for each in self.references)

    def weighed(self, rows: Sequence[int], votes: float) -> Card:
        """With other votes for some of its references: two count as if it had been shown twice, none as if not at all.

        Raises: CardError: no reference would count. QuestionError: the votes are no such number.
        """
        references = tuple(
            replace(each, votes=votes) if row in rows else each for row, each in enumerate(self.references)
        )
        return replace(self, references=references, descriptor=None, promise=None)

    def rows_of(self, reference: str) -> tuple[int, ...]:
        """The references of a name, or else the one of a number that counts from 1.

        Raises: CardError: it has no such reference.
        """
        rows = tuple(row for row, each in enumerate(self.references) if each.name == reference)
        if rows:
            return rows
        if reference.isdecimal() and 1 <= int(reference) <= len(self.references):
            return (int(reference) - 1,)
        known = ", ".join(f"{row} {each.name}".rstrip() for row, each in enumerate(self.references, 1))
        raise CardError(f"the card {self.name!r} has no reference {reference!r}; it has {known}")

    def without(self, names: Sequence[str]) -> Card:
        """Without the examples of these names.

        Raises: CardError: it has no such example, or would have no reference left.
        """
        known = {each.name for each in (*self.references, *self.negatives)}
        for name in names:
            if name not in known:
                raise CardError(f"the card {self.name!r} has no example {name!r}; it has {', '.join(sorted(known))}")
        references, negatives = (
            tuple(each for each in part if each.name not in names) for part in (self.references, self.negatives)
        )
        return replace(self, references=references, negatives=negatives, descriptor=None, promise=None)

    def meaning(self, same: Same) -> Card:
        """With the references' category meant, or the very object that they show: a threshold fits only one of them."""
        return self if same == self.same else replace(self, same=same, threshold=None, promise=None)

    def judged(self, judgements: Sequence[Judgement], impressions: Impressions | None = None) -> Card:
        """With what was said of more instances; of one that was judged before, the last word counts.

        Takes: what a network saw of them, if one has. It is kept if the same network saw the earlier ones.
        """
        parts = (self.judgements, tuple(each.kept for each in judgements))
        rows = latest(parts)
        seen = [each for each, part in zip((self.impressions, impressions), parts, strict=True) if part]
        by = {each.weights_id if each is not None else "" for each in seen}
        complete = [each for each in seen if each is not None]
        kept = None
        if len(by) == 1 and len(complete) == len(seen):
            starts = (0, len(parts[0]))
            kept = Impressions.concatenate(complete)[[starts[part] + row for part, row in rows]]
        said = tuple(parts[part][row] for part, row in rows)
        return replace(self, judgements=said, impressions=kept, descriptor=None, promise=None)

    def forgetting(self) -> Card:
        """As if no instance had been judged; the threshold that was fitted to them goes too."""
        return replace(self, judgements=(), impressions=None, descriptor=None, threshold=None, promise=None)

    def levelled(self, threshold: float | None, promise: Promise | None = None) -> Card:
        """With another threshold, and what it was fitted for."""
        return replace(self, threshold=threshold, promise=promise)

    def merged(self, other: Card) -> Card:
        """The examples and judgements of both, each once; name, threshold and notes are this one's, the other's notes
        below."""
        references = _each_once((*self.references, *other.references))
        notes = "\n".join(dict.fromkeys(each for each in (self.notes, other.notes) if each))
        negatives = _each_once((*self.negatives, *other.negatives))
        both = self.judged(other.judgements, other.impressions)
        return replace(both, references=references, negatives=negatives, notes=notes)


def _each_once(examples: Sequence[Reference]) -> tuple[Reference, ...]:
    """Without those that show the same pixels and box as an earlier one."""
    kept: dict[tuple[bytes, tuple[int, ...], tuple[float, ...]], Reference] = {}
    for each in examples:
        kept.setdefault((each.picture.tobytes(), each.picture.shape, each.box), each)
    return tuple(kept.values())
