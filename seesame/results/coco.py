"""`results.json`: what was found, as COCO results with run-length masks that are a COCO dataset as well."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from seesame import __version__
from seesame.files import write
from seesame.geometry import runlength
from seesame.results.answer import Answer, Asked, Failure


@dataclass
class CocoResults:
    """Collects answers; keeps run lengths only, so thousands of pictures fit in memory."""

    asked: Asked
    images: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Keep what one scene answered."""
        height, width = answer.instances.size
        first = len(self.annotations) + 1
        rows = [
            {"id": first + place, **row, "category_id": answer.kind(place)}
            | {"area": runlength.area(row["segmentation"]), "iscrowd": 0}
            for place, row in enumerate(answer.instances.to_coco(answer.number, 1))
        ]
        image = {"id": answer.number, "file_name": answer.path, "width": width, "height": height}
        self.images.append(image | ({} if answer.presence is None else {"presence": round(answer.presence, 4)}))
        self.annotations += rows
        if not len(answer.instances):
            self.not_found.append(answer.path)

    def fail(self, failure: Failure) -> None:
        """Keep what could not be read."""
        self.failed.append(failure)

    def content(self, complete: bool) -> dict[str, Any]:
        """Everything, ready for JSON; `complete` is false for an interrupted run."""
        asked = self.asked
        settings = {"threshold": asked.threshold, "top": asked.top, "tiles": asked.tiles}
        return {
            "info": {"description": "found by seesame", "version": __version__, "complete": complete},
            "question": {"references": asked.references, "same": asked.same, **settings},
            "weights": asked.weights,
            "categories": [{"id": number, "name": name} for number, name in enumerate(asked.categories, 1)],
            "images": self.images,
            "annotations": self.annotations,
            "not_found": self.not_found,
            "failed": [asdict(failure) for failure in self.failed],
        }

    def text(self, complete: bool) -> str:
        """The JSON text."""
        return json.dumps(self.content(complete), indent=1)

    def save(self, folder: Path, complete: bool) -> None:
        """Write `results.json`."""
        write(folder / "results.json", (self.text(complete) + "\n").encode("ascii"))
