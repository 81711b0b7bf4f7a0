"""An answer in plain words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from seesame.inference.assemble import sigmoid
from seesame.inspect.breakdown import Box, Breakdown
from seesame.inspect.traces import COVERS, Looked
from seesame.inspect.why import Blame, Cause, Why

PARTS = {
    "start": "before anything is compared",
    "whole": "alike as a whole",
    "cells": "alike part by part",
    "references": "references that are less alike",
    "negatives": "nearer to what is not meant",
    "box": "doubt of the box",
    "calibration": "fitted on known answers",
    "lesson": "learnt from yes and no",
}
"""What the parts of a score are called."""


SMALL = 0.15
"""Of a picture's long side: up to there a thing is called small."""


class Told(NamedTuple):
    """What became of it, and how."""

    headline: str
    text: str


def told(why: Why) -> Told:
    """The cause with its figures, and what could be done about it."""
    if why.cause is Cause.found:
        return _found(why)
    if why.cause is Cause.under_threshold:
        return _under(why)
    if why.cause is Cause.suppressed:
        return _suppressed(why)
    if why.cause is Cause.beyond_top:
        assert why.breakdown is not None
        count = len(why.instances)
        asked = f"at most {count} {'was' if count == 1 else 'were'} asked for, and better ones fill that"
        text = f"It scores {_score(why.breakdown.score)}, but {asked}."
        return Told("Not told: beyond the number asked for", text)
    return _early(why)


def written(box: Box) -> str:
    """A box as people write it."""
    return ",".join(f"{side:.0f}" for side in box)


def _found(why: Why) -> Told:
    breakdown = why.breakdown
    assert breakdown is not None and why.number is not None
    headline = f"Found: instance {why.number + 1} of {len(why.instances)}, score {_score(breakdown.score)}"
    parts = [f"It had to reach {_score(why.threshold)}."]
    if why.hidden is not None:
        parts.append(
            f"The best box that it suppressed scored {_score(why.hidden.score)} and overlaps it by "
            f"{why.hidden.overlap:.2f}."
        )
    if why.next_best is not None:
        other = why.next_best
        parts.append(f"The next best elsewhere scored {_score(other.score)}, at {written(other.box)}.")
    return Told(headline, " ".join(parts))


def _under(why: Why) -> Told:
    breakdown = why.breakdown
    assert breakdown is not None
    lead = "Not found" if why.asked is not None else "Nothing found; the nearest"
    headline = f"{lead}: score {_score(breakdown.score)} is under the threshold of {_score(why.threshold)}"
    text = {Blame.match: _match_fails, Blame.box: _box_fails, Blame.negatives: _negatives_fail}[
        why.blame or Blame.match
    ](breakdown)
    if why.by is not None:
        text += (
            f" A better region, score {_score(why.by.score)}, overlaps it by {why.by.overlap:.2f} and would suppress "
            "it at any threshold."
        )
    return Told(headline, text)


def _match_fails(breakdown: Breakdown) -> str:
    cosine = max(each.cosine for each in breakdown.references)
    return (
        f"It is not alike enough: cosine {cosine:.2f}, match {_probability(breakdown.match)}. Were the match sure, it "
        f"would score {_score(breakdown.with_sure_match)}; with a sure box only {_score(breakdown.with_sure_box)}. "
        "Another reference, more like it, would help most."
    )


def _box_fails(breakdown: Breakdown) -> str:
    return (
        f"The match is {_probability(breakdown.match)}, but it is doubted that the box holds one whole thing: "
        f"{_probability(breakdown.quality)}. Were the box sure, it would score {_score(breakdown.with_sure_box)}."
    )


def _negatives_fail(breakdown: Breakdown) -> str:
    return (
        f"It is nearer to what is not meant than to the references; without negatives it would score "
        f"{_score(breakdown.with_no_negatives)}."
    )


def _suppressed(why: Why) -> Told:
    breakdown, by = why.breakdown, why.by
    assert breakdown is not None and by is not None
    text = (
        f"Its region scores {_score(breakdown.score)}, enough, but an instance that scores {_score(by.score)} overlaps "
        f"it by {by.overlap:.2f}, at {written(by.box)}; of two that overlap so much only the better is told."
    )
    return Told("Not found: suppressed by a better instance", text)


def _early(why: Why) -> Told:
    looked = why.looked
    if looked is None or looked.candidate is None:
        return Told("Not found: the network saw no thing at all here", "No candidate came of this picture.")
    there, tail = looked.candidate, f". {COVERS:g} is needed."
    if looked.region is not None:
        tail = f"; the nearest of {looked.regions} regions overlaps it by {looked.region.overlap:.2f}{tail}"
    if why.cause is Cause.no_candidate:
        text = f"The nearest of {looked.candidates} candidates overlaps it by {there.overlap:.2f}{tail}{_advice(why)}"
        return Told("Not found: the network saw no thing here", text)
    if why.cause is Cause.beyond_limit:
        text = f"Its candidate, overlap {there.overlap:.2f}, came {_place(looked)}{tail}{_advice(why)}"
        return Told("Not found: too many candidates before it", text)
    if why.cause is Cause.moved:
        text = f"A candidate overlapped it by {there.overlap:.2f}, but became another box when it was refined{tail}"
        return Told("Not found: its box was moved away", text)
    assert why.by is not None
    text = (
        f"Its candidate, overlap {there.overlap:.2f}, likeliness {there.score:.2f}, was taken for the same as another, "
        f"likeliness {why.by.score:.2f}, that overlaps it by {why.by.overlap:.2f}{tail}"
    )
    return Told("Not found: its candidate was suppressed", text)


def _advice(why: Why) -> str:
    """What helps with a small thing."""
    if why.asked is None:
        return ""
    x1, y1, x2, y2 = why.asked
    if max(x2 - x1, y2 - y1) > SMALL * max(why.instances.size):
        return ""
    return " It is small: cut out that part of the picture, with what lies around it, and search it alone."


def _place(looked: Looked) -> str:
    return f"{looked.place} in the order, and {looked.limit} are looked at"


def _score(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def _probability(logit: float) -> str:
    return f"{100 * float(sigmoid(np.array(logit))):.0f} %"
