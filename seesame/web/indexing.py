"""What jobs do: put the folder into the collection, fit a card's threshold to pictures without the thing."""

from __future__ import annotations

from collections.abc import Sequence

from seesame.card import Card
from seesame.errors import PictureError
from seesame.images.read import MAX_PIXELS
from seesame.inference import Finder
from seesame.inference.backgrounds import Background, levelled
from seesame.web.collected import Collected
from seesame.web.jobs import Report, Work
from seesame.web.pictures import Pictures
from seesame.web.problems import Refusal
from seesame.web.schemas.jobs import CalibrateJob, IndexJob
from seesame.web.shelf import Entry, Shelf
from seesame.web.understanding import described

MOST_TOLD = 50
"""Failures that a job's result names."""


def index(finder: Finder, pictures: Pictures, asked: IndexJob) -> Work:
    """The work of an index job. Raises: Refusal: there is no folder or no collection."""
    if pictures.folder is None:
        raise Refusal("no-such-folder", "the server was started without a folder; give it --folder PICTURES")
    if pictures.collection is None:
        raise Refusal("no-such-collection", 'collections need LanceDB; pip install "seesame[index]"')
    below, collected = pictures.folder.below(asked.under) if asked.under else pictures.folder.root, pictures.collection

    def work(report: Report) -> dict[str, object]:
        return _added(finder, collected, below, asked.retry, report)

    return work


def calibrate(finder: Finder, pictures: Pictures, shelf: Shelf, asked: CalibrateJob) -> Work:
    """The work of a calibrate job. Raises: Refusal: the card or a folder is not there."""
    shelf.entry(asked.card)
    if asked.pictures is not None:
        named: Sequence[str] = asked.pictures
    elif pictures.folder is None:
        raise Refusal("no-such-folder", "the server was started without a folder; name pictures")
    else:
        named = [pictures.folder.id_of(name) for name in pictures.folder.chosen(under=asked.under or "")]

    def work(report: Report) -> dict[str, object]:
        card = described(finder, shelf.entry(asked.card).card)
        seen = _looked(finder, pictures, card, named, report)

        def change(before: Entry | None) -> Card:
            if before is None:
                raise Refusal("no-such-card", f"the card {asked.card!r} was taken from the shelf meanwhile")
            return levelled(finder, before.card, seen, asked.false_alarms)

        entry, _ = shelf.change(asked.card, change)
        promise = entry.card.promise
        return {
            "card": asked.card,
            "threshold": entry.card.threshold,
            "pictures": len(seen.best),
            "recall": None if promise is None else promise.recall,
            "failed": list(seen.failed[:MOST_TOLD]),
        }

    return work


def _added(finder: Finder, collected: Collected, below: str, retry: bool, report: Report) -> dict[str, object]:
    from seesame.index import Collection

    _, added = Collection.add(collected.where, [below], finder, retry=retry, max_pixels=MAX_PIXELS, progress=report)
    return {
        "pictures": added.pictures,
        "regions": added.regions,
        "unchanged": added.unchanged,
        "failed": len(added.failed),
        "gone": len(added.gone),
    }


def _looked(finder: Finder, pictures: Pictures, card: Card, named: Sequence[str], report: Report) -> Background:
    """The best score of a card in each picture, read one after the other."""
    descriptor, best, failed = finder.describe(card), [], []
    for done, name in enumerate(named, 1):
        try:
            scene = finder.encode(pictures.read(pictures.source(name)))
            best.append(float(finder.scores(scene, descriptor).max(initial=0.0)))
        except (PictureError, Refusal) as error:
            failed.append(error.detail if isinstance(error, Refusal) else str(error))
        report(done, len(named), "looking where it is not")
    return Background(tuple(best), tuple(failed))
