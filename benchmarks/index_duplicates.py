"""Are edited copies of pictures found as near-duplicates, and are others left alone?

    python benchmarks/index_duplicates.py duts.index --copies 16 --out results/index/duplicates.json

Some pictures of a collection are halved, saved as JPEG of quality 40, cropped by 5 % a side, mirrored and brightened by
a quarter; all copies are added to a copy of the collection.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import report
from stopwatch import Stopwatch, seconds

from seesame import read
from seesame.index import Collection
from seesame.index.views import duplicates

EDITS = ("half.png", "jpeg.jpg", "crop.png", "mirror.png", "bright.png")


def edited(picture: Any, how: str) -> Any:
    """BGR of an RGB picture, changed."""
    turned = np.ascontiguousarray(picture[..., ::-1])
    height, width = turned.shape[:2]
    if how == "half.png":
        return cv2.resize(turned, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    if how == "crop.png":
        return turned[height // 20 : -(height // 20), width // 20 : -(width // 20)]
    if how == "mirror.png":
        return turned[:, ::-1]
    return np.clip(turned * 1.25, 0, 255).astype(np.uint8) if how == "bright.png" else turned


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--copies", type=int, default=16)
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    with tempfile.TemporaryDirectory() as home:
        shutil.copytree(chosen.collection, f"{home}/c.index")
        tables = Collection.open(f"{home}/c.index").tables
        paths = sorted(row["path"] for b in tables.each(tables.pictures, ("path",)) for row in b.to_pylist())
        asked = paths[:: max(len(paths) // chosen.copies, 1)][: chosen.copies]
        Path(home, "copies").mkdir()
        for number, path in enumerate(asked):
            for how in EDITS:
                quality = [cv2.IMWRITE_JPEG_QUALITY, 40] if how.endswith("jpg") else []
                cv2.imwrite(f"{home}/copies/{number}-{how}", edited(read(path), how), quality)
        made, _ = Collection.add(f"{home}/c.index", [f"{home}/copies"], finder)
        with Stopwatch() as watch:
            groups = duplicates(made.tables)
        found = dict.fromkeys(EDITS, 0)
        strangers = 0
        for group in groups:
            numbers = {str(asked.index(each)) for each in group if each in asked}
            for each in group:
                copied, _, how = Path(each).name.partition("-")
                if each.startswith(f"{home}/copies/") and copied in numbers:
                    found[how] += 1
                elif each not in asked:
                    strangers += 1
        figures = {
            "pictures": len(paths) + len(asked) * len(EDITS),
            "copies of each kind": len(asked),
            "found": found,
            "others in any group": strangers,
            "seconds": seconds(watch.clock),
            "processor seconds": seconds(watch.processor),
        }
    report.write(figures, chosen, finder)


if __name__ == "__main__":
    main()
