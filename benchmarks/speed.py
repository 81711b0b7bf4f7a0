"""How long one picture takes, beside the bare backbone, in one run on one machine.

    python benchmarks/speed.py PICTURE --side 512 --threads 2 --out results/speed.json

The bare backbone needs the extra [train]; without it the ratios are left out.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime as ort
import report
from apart import peak_mib
from stopwatch import Stopwatch, milliseconds, seconds

from seesame import Finder, Reference, read
from seesame.images import frame

WARMING = 3  # rounds that do not count


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--box", type=float, nargs=4, help="the reference in it; a quarter of it if absent")
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=30)
    chosen = parser.parse_args()
    with Stopwatch() as loading:
        finder = report.open_finder(chosen)
    figures = {"seconds to load": seconds(loading.clock, 3), **measure(finder, chosen)}
    report.write(figures, chosen, finder)


def measure(finder: Finder, chosen: argparse.Namespace) -> dict[str, object]:
    """Medians in milliseconds of stages that take turns, so that a busy machine slows all alike."""
    finder.card = finder.card.model_copy(
        update={"sizes": finder.card.sizes.model_copy(update={"scene_side": chosen.side})}
    )
    picture = read(chosen.picture)
    height, width = picture.shape[:2]
    reference = Reference.from_box(picture, chosen.box or (width / 4, height / 4, width * 3 / 4, height * 3 / 4))
    descriptor, scene = finder.describe(reference), finder.encode(picture)
    stages: dict[str, Callable[[], object]] = {
        "describe a reference": lambda: finder.describe(reference),
        "encode": lambda: finder.encode(picture),
        "next question": lambda: finder.find(scene, descriptor),
        "first question": lambda: finder.find(finder.encode(picture), descriptor),
    }
    pixels = frame(picture, chosen.side).pixels[None]
    bare = backbone(finder, chosen.threads)
    if bare is not None:
        stages["bare backbone"] = lambda: bare.run(None, {"pixels": pixels})
    watches = {name: Stopwatch() for name in stages}
    for _ in range(WARMING + chosen.rounds):
        for name, stage in stages.items():
            with watches[name]:
                stage()
    medians = {name: milliseconds(each.clock[WARMING:], digits=2) for name, each in watches.items()}
    return {
        "milliseconds": medians,
        "times the bare backbone": {
            name: round(medians[name] / medians["bare backbone"], 2) for name in medians if bare is not None
        },
        "peak memory MiB": peak_mib(),
        "frame": list(pixels.shape[2:]),
        "rounds": chosen.rounds,
    }


def backbone(finder: Finder, threads: int) -> ort.InferenceSession | None:
    """The backbone alone, exported from torch; None where torch is absent."""
    try:
        import torch

        from seesame.model.build import build_lite
        from seesame.model.graphs import Graph
        from seesame.train.export import write_graph
    except ImportError:
        return None
    module = build_lite(finder.card.network).backbone
    names = ("c2", "c3", "c4", "c5")
    axes = {name: {0: "batch", 2: "height", 3: "width"} for name in ("pixels", *names)}
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backbone.onnx"
        write_graph(Graph(module, {"pixels": torch.rand(1, 3, 64, 64)}, names, axes), path)
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    assert isinstance(session.run(None, {"pixels": np.zeros((1, 3, 64, 64), np.float32)}), list)
    return session


if __name__ == "__main__":
    main()
