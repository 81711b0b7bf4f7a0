"""The parts of a question's page that need the truth: what each stage should have said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seesame.geometry import boxes as box_geometry
from seesame.inference import Finder
from seesame.inspect import target_views, views
from seesame.inspect.drawings import differences, overlap_table, precision_recall_figure
from seesame.inspect.stages import Stages
from seesame.inspect.targets import EMPTY, HOLDS, RegionTargets, places, region_targets
from seesame.inspect.tiles import tiles
from seesame.inspect.truth import Truth
from seesame.inspect.why import Why, why
from seesame.inspect.words import told
from seesame.pages import figures, prose, section, table
from seesame.pages.charts import points

if TYPE_CHECKING:
    from seesame.inspect.dense import Dense


@dataclass(frozen=True, eq=False)
class Beside:
    """Everything that was said, and what is true.

    Attributes:
        wanted: what should have been said of the regions.
        dense: what every place said; None if only the likeliest candidates are known.
    """

    finder: Finder
    stages: Stages
    truth: Truth
    wanted: RegionTargets
    dense: Dense | None

    @classmethod
    def of(cls, finder: Finder, stages: Stages, truth: Truth, dense: Dense | None) -> Beside:
        """What is true beside what the stages said."""
        wanted = region_targets(stages.before, stages.regions, truth.objects, truth.asked)
        return cls(finder, stages, truth, wanted, dense)

    def candidates(self) -> list[str]:
        """Targets and predictions of the dense part."""
        frame = self.stages.scene.frame
        text = (
            "Training wants an answer from places near the middle of an object whose size suits their level: only "
            "there an object is to be said, as surely as the sides that the place tells are right. "
        )
        if self.dense is None:
            where = places(*frame.pixels.shape[1:])
            true = frame.to_frame(self.truth.objects.boxes)
            row = target_views.places_of(self.stages.picture, frame.scale, where, true)
            text += "What each place said needs torch: pip install 'seesame[train]'."
            drawn = tiles([row[:3], row[3:]], 290)
            return section("What the places should have said", text, (drawn, "which object each place answers for"))
        said = target_views.Said(self.dense.where, self.dense.likely, self.dense.boxes)
        return [
            *section(
                "What the places should have said, and what they said",
                text,
                (target_views.objectness(self.stages, said, self.truth), "level by level, finest first"),
            ),
            *section(
                "Sides",
                "For each object the surest of the places that answer for it, and how far it said the sides are. True "
                "boxes are black and white. Where no place answers, training teaches nothing of the object.",
                (target_views.sides(self.stages, said, self.truth), "a dot is the place; its lines reach to the sides"),
            ),
        ]

    def refinement(self) -> list[str]:
        """Boxes before and after refinement beside the true ones, and what became of each object."""
        held = self._nearest()
        parts = []
        if held:
            true = self.truth.objects.boxes[list(held)]
            drawn = views.refined(self.stages, list(held.values()), true)
            text = "The region nearest to each object: dashed yellow before, green after, black and white the true box."
            parts += section("Refinement beside the truth", text, (drawn, "overlap with the true box, then and now"))
            near = self.wanted.before >= HOLDS / 2
            moved = list(zip(self.wanted.before[near].tolist(), self.wanted.after[near].tolist(), strict=True))
            chart = points("Overlap with the nearest object", "before refinement", "after it", {"regions": moved})
            parts += [figures("", [chart], "figures"), prose("", "Above the diagonal refinement has helped.")]
        text = (
            "How much the best candidate overlaps each object, the best of those left after suppression, and the "
            "region that holds it and scores best; what was said of that region, and what should have been."
        )
        header = ("object", "candidate", "left", "region", "quality, should be", "match, should be", "score", "became")
        return [*parts, table("What became of each object", header, self._fates()), prose("", text)]

    def match(self) -> list[str]:
        """Targets and predictions of the comparison."""
        kinds = {self.truth.category: 1.0, "something else, or nothing": 0.0}
        groups = {
            name: [
                (float(self.stages.quality[row]), float(self.stages.match[row]))
                for row in np.flatnonzero(self.wanted.match == meant).tolist()
            ]
            for name, meant in kinds.items()
        }
        text = (
            f"A region that overlaps an asked object by {HOLDS:g} or more should match wholly; one that overlaps every "
            f"object by less than {EMPTY:g}, or holds another, not at all; between the two it does not count. Green: "
            "an asked object, said to be alike. Blue: one, but said to be unlike. Red: something else, said to be "
            "alike. Grey: something else, said to be unlike, or what does not count."
        )
        drawn = target_views.matches(self.stages, self.wanted)
        return [
            *section("What the match should have said", text, (drawn, "match, and what it should have been")),
            figures("", [points("Regions by what they are", "quality", "match", groups)], "figures"),
        ]

    def masks(self) -> list[str]:
        """Targets and predictions of the masks."""
        every = target_views.holding(self.stages, self.wanted)
        held = {of: row for of, row in every.items() if self.truth.asked[of]}
        if not held:
            return [prose("What the masks should have been", "No region holds an asked object.")]
        rows = np.array(list(held.values()), np.int64)
        cells = self.finder.mask_cells(self.stages.scene, rows)
        drawn = target_views.masks(self.stages, self.truth, held, cells)
        text = (
            "For regions that hold asked objects, told or not: the cells that the true mask covers by half, what was "
            "said, and the two compared. Green is right, red too much, blue missing."
        )
        return section("What the masks should have been", text, (drawn, "box, target, said, difference"))

    def answer(self) -> list[str]:
        """Finds beside the true objects."""
        stages, meant = self.stages, self.truth.meant
        every = self.finder.instances(stages.scene, stages.scores, 0.0)
        parts = section(
            "The answer beside the truth",
            "Green is right, red wrong, blue missed.",
            (differences(stages.picture, stages.instances, meant), f"{len(meant)} true objects"),
            (overlap_table(stages.instances, meant), "how much finds and objects overlap; pairs are framed"),
        )
        curve = precision_recall_figure([(every, meant)])
        return [*parts, figures("Precision and recall at every threshold", [curve], "figures")]

    def _nearest(self) -> dict[int, int]:
        """The region that overlaps each object most, where it does by a quarter: object to region; asked ones first."""
        if not len(self.truth.objects) or not len(self.stages.regions):
            return {}
        overlaps = box_geometry.iou(self.truth.objects.boxes, self.stages.regions)
        order = np.argsort(~self.truth.asked, kind="stable").tolist()
        return {of: int(overlaps[of].argmax()) for of in order if overlaps[of].max() >= HOLDS / 2}

    def _fates(self) -> list[tuple[str, ...]]:
        """A row for each object: how well each step had it, and where it was lost."""
        stages, objects = self.stages, self.truth.objects
        held = target_views.holding(stages, self.wanted)
        kept = stages.candidates[stages.proposed[: len(stages.regions)]]
        rows = []
        for of, name in enumerate(self.truth.names):
            box = objects.boxes[of : of + 1]
            seen, left, refined = (
                box_geometry.iou(box, each)[0] if len(each) else np.zeros(1)
                for each in (stages.candidates, kept, stages.regions)
            )
            asked = bool(self.truth.asked[of])
            became = told(self._why(of)).headline if asked else ("" if of in held else "no region holds it")
            said = self._said(held[of]) if of in held else ("-", "-", "-")
            region = float(self.wanted.after[held[of]]) if of in held else float(refined.max())
            overlaps = (f"{each:.2f}" for each in (seen.max(), left.max(), region))
            rows.append((f"{of + 1}. {name}{', asked' if asked else ''}", *overlaps, *said, became))
        return rows

    def _said(self, row: int) -> tuple[str, str, str]:
        """Quality and match of a region beside what they should be, and its score."""
        quality, meant = self.wanted.quality[row], self.wanted.match[row]
        match = "does not count" if np.isnan(meant) else f"{meant:.0f}"
        stages = self.stages
        said = f"{stages.quality[row]:.2f}, {quality:.2f}", f"{stages.match[row]:.2f}, {match}"
        return *said, f"{stages.scores[row]:.2f}"

    def _why(self, of: int) -> Why:
        stages = self.stages
        at = self.truth.objects.boxes[of].tolist()
        return why(self.finder, stages.scene, stages.descriptor, at=at, threshold=stages.threshold)
