"""One question, stage by stage, as a page."""

from __future__ import annotations

from collections.abc import Sequence

from seesame.inference import Finder
from seesame.inspect import views
from seesame.inspect.sheet import sheet
from seesame.inspect.stages import Stages
from seesame.inspect.why import why
from seesame.pages import data_uri, document, figure, figures, heads, jpeg, prose
from seesame.pages.charts import points

_LARGE = 1200  # long side of a picture on the page, pixels


def question_page(finder: Finder, stages: Stages, names: Sequence[str] = ("reference",), picture: str = "scene") -> str:
    """A page of HTML that explains how one answer came about; names and picture as they were named."""
    counted = {
        "candidates": str(len(stages.candidates)),
        "not suppressed": str(len(stages.proposed)),
        "regions": str(len(stages.regions)),
        f"score {stages.threshold:.2f} or more": str(len(stages.enough)),
        "instances": str(len(stages.found)),
    }
    lead = f"{', '.join(names)} asked of {picture}; {finder.weights_id}"
    return document("One question, stage by stage", lead, [heads(counted), *_before(stages), *_after(finder, stages)])


def _before(stages: Stages) -> list[str]:
    """What knows nothing of the question."""
    frame = stages.scene.frame
    high, wide = frame.pixels.shape[1:]
    return [
        *_stage(
            "1. The picture, framed",
            f"Resized by {frame.scale:.3f} so that its long side fits, and padded right and below to {wide} x {high} "
            "pixels. One scale for both axes, so nothing is distorted.",
            (views.framed(stages), "what the network gets"),
        ),
        *_stage(
            "2. Maps",
            "The network turns the picture into maps of numbers, fine ones for small things and coarse ones for large. "
            "Here each map's three main directions are its red, green and blue: places in one colour look alike to it.",
            (views.activations(stages), "maps of the pyramid, and the one that tells kinds"),
        ),
        *_stage(
            "3. Candidates",
            "Every place says whether a thing is there and how far its sides are. Of the likeliest places those that "
            f"overlap a likelier one are suppressed (pale); the best {len(stages.regions)} are looked at closely.",
            (views.candidates(stages), "warm: likely an object, whatever it is"),
        ),
        *_stage(
            "4. Refinement",
            "Each candidate is looked at with its surroundings and moved: dashed before, whole after.",
            (views.refined(stages), "the regions that score best"),
        ),
        *_stage(
            "5. Quality",
            "How probably does the box hold one whole thing, neither a part nor a group? Nobody has asked for anything "
            "yet: all up to here is the same for every question.",
            (views.judged(stages, stages.quality), "warm: a whole thing"),
        ),
    ]


def _after(finder: Finder, stages: Stages) -> list[str]:
    """What the question decides."""
    kinds: dict[str, list[int]] = {
        "told": stages.found.tolist(),
        "suppressed by a better one": [row for row in stages.enough.tolist() if row not in set(stages.found.tolist())],
        "under the threshold": [row for row in range(len(stages.scores)) if stages.scores[row] < stages.threshold],
    }
    groups = {
        name: [(float(stages.quality[row]), float(stages.match[row])) for row in rows] for name, rows in kinds.items()
    }
    parts = [
        *_stage(
            "6. The question",
            "The reference goes through the same network. What is kept is a vector, a map of cells, and which cells "
            "the thing covers.",
            (views.asked(stages), "what is asked for"),
        ),
        *_stage(
            "7. Match",
            "Every region is compared with the reference: vector with vector, every cell with every cell.",
            (views.judged(stages, stages.match), "warm: alike"),
            (views.likeness(stages), "the same asked of every place, with a box as large as the best match"),
        ),
        figures("8. Score", [points("Match and quality of each region", "quality", "match", groups)], "figures"),
        prose("", "Only what is alike and one whole thing scores. The two together are fitted to be a probability."),
    ]
    explained = why(finder, stages.scene, stages.references, threshold=stages.threshold)
    parts += _stage(
        "9. The best region, cell by cell",
        "What speaks for it and against it, and what its score is made of.",
        (sheet(explained, stages.picture, stages.references), "reference and region"),
    )
    if not len(stages.found):
        return [*parts, prose("Nothing is told", f"No region scores {stages.threshold:.2f}.")]
    return [
        *parts,
        *_stage(
            "10. Suppression",
            "Of regions that overlap by half only the best is told.",
            (views.suppressed(stages), "in colour what is told, pale what overlaps it"),
        ),
        *_stage(
            "11. Masks",
            "For what is told each cell of a small grid says how probably it belongs to the thing; laid over the box "
            "and cut at one half it is the mask.",
            (views.outlines(stages), "box, probabilities, mask"),
        ),
        *_stage("12. The answer", "", (views.answer(stages), f"{len(stages.found)} instances")),
    ]


def _stage(title: str, text: str, *pictures: tuple[views.Picture, str]) -> list[str]:
    cells = [figure(data_uri(jpeg(picture, _LARGE)), caption) for picture, caption in pictures]
    return [prose(title, text), figures("", cells, "wide-shown")]
