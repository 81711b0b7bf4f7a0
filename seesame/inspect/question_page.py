"""One question, stage by stage, as a page; beside what each stage said, what it should have said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seesame.inference import Finder
from seesame.inspect import views
from seesame.inspect.beside import Beside
from seesame.inspect.sheet import sheet
from seesame.inspect.stages import Stages
from seesame.inspect.truth import Truth
from seesame.inspect.why import why
from seesame.pages import document, figures, heads, prose, section
from seesame.pages.charts import points

if TYPE_CHECKING:
    from seesame.inspect.dense import Dense

_COLOURS = (0, 1, 5, 2, 3, 4)  # of dots: told, suppressed, under the threshold
_STRIDES = (4, 8, 16, 32)  # of the backbone's maps


def question_page(
    finder: Finder,
    stages: Stages,
    names: Sequence[str] = ("reference",),
    picture: str = "scene",
    truth: Truth | None = None,
    dense: Dense | None = None,
) -> str:
    """A page of HTML that explains how one answer came about.

    Args:
        names, picture: question and scene as they were named.
        truth: the objects of the scene, to show what each stage should have said.
        dense: what every place said, from `seesame.inspect.dense`; else only the likeliest candidates are known.
    """
    counted = {
        "candidates": str(len(stages.candidates)),
        "regions": str(len(stages.regions)),
        f"score {stages.threshold:.2f} or more": str(len(stages.enough)),
        "instances": str(len(stages.found)),
    }
    if truth is not None:
        counted[f"true: {truth.category}"] = str(len(truth.meant))
    beside = None if truth is None else Beside.of(finder, stages, truth, dense)
    lead = f"{', '.join(names)} asked of {picture}; {finder.weights_id}"
    parts = [*_before(stages, beside, dense), *_compared(finder, stages, beside), *_told(stages, beside)]
    return document("One question, stage by stage", lead, [heads(counted), *parts])


def _before(stages: Stages, beside: Beside | None, dense: Dense | None) -> list[str]:
    """What knows nothing of the question."""
    frame = stages.scene.frame
    high, wide = frame.pixels.shape[1:]
    maps = [(views.activations(stages), "the levels of the pyramid, and the map that tells kinds")]
    if dense is not None:
        backbone = [(f"backbone, stride {stride}", each) for stride, each in zip(_STRIDES, dense.backbone, strict=True)]
        maps.insert(0, (views.channels(backbone, stages), "the backbone, of which the pyramid is made"))
    return [
        *section(
            "1. The picture, framed",
            f"Resized by {frame.scale:.3f} so that its long side fits, and padded right and below to {wide} x {high} "
            "pixels. One scale for both axes, so nothing is distorted.",
            (views.framed(stages), "what the network gets"),
        ),
        *section(
            "2. Maps",
            "The network turns the picture into maps of numbers, fine ones for small things and coarse ones for large. "
            "In the first column each map's three main directions are its red, green and blue: places in one colour "
            "look alike to it. Beside it are the numbers that vary most over the picture, each by itself.",
            *maps,
        ),
        *section(
            "3. Candidates",
            "Every place says whether a thing is there and how far its sides are. Left the likeliest of them; of those "
            "that overlap much only the likeliest is kept, right. Nobody has asked for anything yet.",
            (views.candidates(stages), "warm: likely an object, whatever it is"),
        ),
        *(beside.candidates() if beside else []),
        *section(
            "4. Refinement",
            "Each candidate is looked at with its surroundings and moved: dashed yellow before, green after.",
            (views.refined(stages), "the regions that score best"),
        ),
        *(beside.refinement() if beside else []),
        *section(
            "5. Quality",
            "How probably does the box hold one whole thing, neither a part nor a group? All up to here is the same "
            "for every question.",
            (views.judged(stages, stages.quality), "warm: a whole thing"),
        ),
    ]


def _compared(finder: Finder, stages: Stages, beside: Beside | None) -> list[str]:
    """What the question is compared with."""
    parts = [
        *section(
            "6. The question",
            "The reference goes through the same network. What is kept is a vector, a map of cells, and which cells "
            "the thing covers.",
            (views.asked(stages), "what is asked for"),
        ),
        *section(
            "7. Match",
            "Every region is compared with the reference: vector with vector, every cell with every cell.",
            (views.judged(stages, stages.match), "warm: alike"),
        ),
        *(beside.match() if beside else []),
        *section(
            "8. The matched pyramid",
            "The same question put to every place, not only to the regions, with boxes as large as each level of the "
            "pyramid proposes; and below with boxes as large as the region that matched best.",
            (views.matched(stages), "each cell is the match of a box around it"),
            (views.likeness(stages), "with a box as large as the best match"),
        ),
        prose("9. Score", "Only what is alike and one whole thing scores; the two are fitted to be a probability."),
        figures("", [_scores(stages)], "figures"),
    ]
    explained = why(finder, stages.scene, stages.references, threshold=stages.threshold)
    return [
        *parts,
        *section(
            "10. The best region, cell by cell",
            "What speaks for it and against it, and what its score is made of.",
            (sheet(explained, stages.picture, stages.references), "reference and region"),
        ),
    ]


def _told(stages: Stages, beside: Beside | None) -> list[str]:
    """From scores to the answer."""
    if not len(stages.found):
        parts = [prose("Nothing is told", f"No region scores {stages.threshold:.2f}.")]
        return [*parts, *(beside.masks() if beside else []), *(beside.answer() if beside else [])]
    return [
        *section(
            "11. Suppression",
            "Of regions that overlap by half only the best is told.",
            (views.suppressed(stages), "in colour what is told, grey and dashed what overlaps it"),
        ),
        *section(
            "12. Masks",
            "For what is told each cell of a small grid says how probably it belongs to the thing; laid over the box "
            "and cut at one half it is the mask.",
            (views.outlines(stages), "box, probabilities, mask"),
        ),
        *(beside.masks() if beside else []),
        *section("13. The answer", "", (views.answer(stages), f"{len(stages.found)} instances")),
        *(beside.answer() if beside else []),
    ]


def _scores(stages: Stages) -> str:
    """Every region by its quality and match, coloured by what became of it."""
    found = stages.found.tolist()
    kinds: dict[str, list[int]] = {
        "told": found,
        "suppressed by a better one": [row for row in stages.enough.tolist() if row not in set(found)],
        "under the threshold": [row for row in range(len(stages.scores)) if stages.scores[row] < stages.threshold],
    }
    groups = {
        name: [(float(stages.quality[row]), float(stages.match[row])) for row in rows] for name, rows in kinds.items()
    }
    return points("Match and quality of each region", "quality", "match", groups, _COLOURS)

