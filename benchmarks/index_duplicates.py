"""Are edited copies of pictures found as near-duplicates, and are others left alone?

    python benchmarks/index_duplicates.py duts.index --copies 16 --out results/index/duplicates.json

Some pictures of a collection are halved, saved as JPEG of quality 40, cropped by 5 % a side, mirrored and brightened by
a quarter; all copies are added to a copy of the collection.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from seesame import Finder, read
from seesame.evaluate.machine import machine, revision, versions
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--copies", type=int, default=16)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
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
        made, _ = Collection.add(f"{home}/c.index", [f"{home}/copies"], Finder(threads=1))
        began, busy = time.perf_counter(), time.process_time()
        groups = duplicates(made.tables)
        seconds, worked = time.perf_counter() - began, time.process_time() - busy
        found = dict.fromkeys(EDITS, 0)
        strangers = 0
        for group in groups:
            numbers = {str(asked.index(each)) for each in group if each in asked}
            for each in group:
                number, _, how = Path(each).name.partition("-")
                if each.startswith(f"{home}/copies/") and number in numbers:
                    found[how] += 1
                elif each not in asked:
                    strangers += 1
        figures = {
            "pictures": len(paths) + len(asked) * len(EDITS),
            "copies of each kind": len(asked),
            "found": found,
            "others in any group": strangers,
            "seconds": round(seconds, 1),
            "processor seconds": round(worked, 1),
            "machine": machine(),
            "versions": versions(),
            "revision": revision(),
        }
    text = json.dumps(figures, indent=2)
    print(text)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
