"""Weights of what `seesame train` has trained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seesame.cli.command import command
from seesame.cli.screen import complain, progress
from seesame.errors import DataError

FIGURES = ("AP", "AP50", "AP75")
"""What of a measured network goes on the card of its weights."""


def exported(checkpoint: Path, out: Path, root: Path, judge: Any, quiet: bool) -> None:
    """Write weights, calibrated where pictures were held back, measured where there is data to judge by; say so."""
    from seesame.evaluate.runner import evaluate
    from seesame.inference import Finder
    from seesame.train.export import export, with_metrics

    with progress("exporting", quiet) as report:
        try:
            export(checkpoint, out, root, progress=report)
        except DataError as error:  # too little was held back: the weights are good, and their scores the start's
            complain(str(error))
            export(checkpoint, out, progress=report)
        if judge is not None:
            reached = evaluate(Finder(out), judge.exam.dataset, judge.exam.protocol, report)
            counted = {kind: {n: reached.detection["0"][kind][n]["mean"] for n in FIGURES} for kind in ("box", "mask")}
            with_metrics(out, {"measured": {"command": command(), "data": reached.dataset, **counted}})
    complain(f"the weights are {out}; next: seesame find --weights {out} ...")
