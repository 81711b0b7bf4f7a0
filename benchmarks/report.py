"""The report of a benchmark: the options that all have, and the JSON of what was measured and where it comes from."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seesame import Finder
from seesame.data import read_coco
from seesame.data.records import Dataset
from seesame.evaluate.provenance import provenance, typed
from seesame.files import write as write_file


def options(text: str | None, *, dataset: bool = False, finder: bool = True) -> argparse.ArgumentParser:
    """The options of a benchmark that `text` describes, for it to add its own.

    With `dataset` it takes annotations and pictures, for `read_dataset`; with `finder` weights and threads, for
    `open_finder`; always where the report goes, for `write`.
    """
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    if dataset:
        parser.add_argument("annotations", type=Path, help="a COCO JSON")
        parser.add_argument("pictures", type=Path, help="the folder of its pictures")
    if finder:
        parser.add_argument("--weights", default="default")
        parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="the JSON to write; its folder is made")
    return parser


def read_dataset(chosen: argparse.Namespace) -> Dataset:
    """The dataset that was asked for."""
    return read_coco(chosen.annotations, chosen.pictures)


def open_finder(chosen: argparse.Namespace) -> Finder:
    """The weights that were asked for, with so many threads."""
    return Finder(chosen.weights, threads=chosen.threads)


def tell(*told: object) -> None:
    """How far it is, beside the figures."""
    print(*told, file=sys.stderr, flush=True)


def write(figures: Mapping[str, Any], chosen: argparse.Namespace, finder: Finder | None = None) -> None:
    """Print the report, and write it where `--out` says: the figures, weights and threads, where they come from."""
    asked = {"weights": finder.weights_id, "threads": chosen.threads} if finder else {}
    command = typed(["python", f"benchmarks/{Path(sys.argv[0]).name}", *sys.argv[1:]])
    text = json.dumps({**figures, **asked, **provenance(command, finder)}, indent=2)
    print(text, flush=True)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        write_file(chosen.out, f"{text}\n".encode())
