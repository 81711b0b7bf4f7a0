"""From a checkpoint of Mask R-CNN to weights that run without torch: graphs, tensors and card, or nothing."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from seesame.configuration import build_from
from seesame.data.sources import read_pool
from seesame.demo import coins
from seesame.errors import DataError
from seesame.images import read
from seesame.inference.detector import Detector
from seesame.inference.torch_closed import sizes_of, trained
from seesame.model.closed import ClosedNetwork
from seesame.model.closed_graphs import closed_graphs
from seesame.train import checkpoint as checkpoints
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.export import check_free, write_graph
from seesame.train.parity import MOST, differences, paired, verdict
from seesame.weights.card import ClosedCard, DataPaper, fingerprint, read_closed_card, write_card
from seesame.weights.closed import TENSORS

Progress = Callable[[int, int, str], None]


def export_closed(
    checkpoint: Path,
    out: Path,
    data: Path | None = None,
    pictures: Sequence[Path] = (),
    progress: Progress | None = None,
) -> ClosedCard:
    """Write the weights of a checkpoint into the folder `out`, in place of what was there.

    What was learnt is rounded to half precision first, so that tensors and graphs hold the same numbers. The graphs
    must answer like torch on `pictures` (the sample picture if none), or nothing is written.

    Args:
        data: the recipe's data folder, for the card to tell what was learnt from.

    Raises: DataError: no checkpoint of Mask R-CNN. InputError: `out` holds something else than weights. ExportError:
        the graphs answer unlike torch.
    """
    check_free(out)
    state = checkpoints.load(checkpoint, (*checkpoints.PARTS, "categories"))
    recipe = build_from(ClosedRecipe, json.loads(state["recipe"]), str(checkpoint))
    network = load_closed(state, recipe)
    unfinished = out.with_name(out.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        card = _write(network, recipe, state, unfinished)
        write_card(card, unfinished)
        compared = _compare(network, card, unfinished, list(pictures) or [coins()], progress)
        card = card.model_copy(
            update={
                "metrics": {"torch against ONNX": compared},
                "data": () if data is None else _papers(recipe, data),
            }
        )
        write_card(card, unfinished)
        shutil.rmtree(out, ignore_errors=True)
        unfinished.rename(out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return card


def recipe_of(checkpoint: Path) -> ClosedRecipe:
    """The recipe that a checkpoint of Mask R-CNN was made by.

    Raises: DataError: it is none.
    """
    state = checkpoints.load(checkpoint, (*checkpoints.PARTS, "categories"))
    return build_from(ClosedRecipe, json.loads(state["recipe"]), str(checkpoint))


def with_metrics(folder: Path, metrics: Mapping[str, Any]) -> ClosedCard:
    """Add figures to the card of weights in a folder.

    Raises: WeightsError: there are none.
    """
    card = read_closed_card(folder)
    card = card.model_copy(update={"metrics": card.metrics | dict(metrics)})
    write_card(card, folder)
    return card


def load_closed(state: dict[str, Any], recipe: ClosedRecipe) -> ClosedNetwork:
    """The network of a checkpoint, ready to find, what was learnt rounded to half precision.

    Raises: DataError: the checkpoint is of another network.
    """
    network = ClosedNetwork(recipe.model, len(state["categories"]))
    learnt = {name for name, _ in network.named_parameters()}
    rounded = {n: each.half().float() if n in learnt else each for n, each in state["network"].items()}
    try:
        network.load_state_dict(rounded)
    except RuntimeError as error:
        raise DataError(f"the checkpoint does not fit its recipe's network: {error}") from error
    return network.eval()


def _write(network: ClosedNetwork, recipe: ClosedRecipe, state: dict[str, Any], folder: Path) -> ClosedCard:
    learnt = {name for name, _ in network.named_parameters()}
    tensors = {n: (each.half() if n in learnt else each).contiguous() for n, each in network.state_dict().items()}
    save_file(tensors, folder / TENSORS)
    (folder / TENSORS).chmod(0o644)  # safetensors lets only the owner read
    for name, graph in closed_graphs(network).items():
        write_graph(graph, folder / f"{name}.onnx")
    return ClosedCard(
        name=recipe.name,
        network=f"maskrcnn-{recipe.network}",
        categories=tuple(state["categories"]),
        sizes=sizes_of(recipe.model),
        threshold=recipe.threshold,
        recipe=json.loads(json.dumps(asdict(recipe))) | {"steps_done": int(state["step"])},
        made_with={name: version(name) for name in ("torch", "torchvision", "timm", "onnx")}
        | {"python": platform.python_version()},
        files={path.name: fingerprint(path) for path in sorted(folder.iterdir())},
    )


def _compare(
    network: ClosedNetwork, card: ClosedCard, folder: Path, pictures: Sequence[Path], progress: Progress | None
) -> dict[str, float]:
    """The largest differences between torch and the graphs on pictures.

    Raises: ExportError: they are too large, or nothing is found.
    """
    both = Detector(*trained(network, card.categories)), Detector.open(folder)
    worst, compared, unpaired = dict.fromkeys(MOST, 0.0), 0, 0
    for index, path in enumerate(pictures):
        found = [detector.detect(read(path), threshold=0.0) for detector in both]
        for name in card.categories:
            one, other = (each.of(name) for each in found)
            pairs = paired(one, other)
            compared, unpaired = compared + len(pairs), unpaired + max(len(one), len(other)) - len(pairs)
            for kind, value in differences(one, other, pairs).items():
                worst[kind] = max(worst[kind], value)
        if progress:
            progress(index + 1, len(pictures), f"comparing with torch: {path.name}")
    return verdict(worst, len(pictures), compared, unpaired)


def _papers(recipe: ClosedRecipe, data: Path) -> tuple[DataPaper, ...]:
    pool = read_pool(recipe.sources, data, recipe.hold_back, excluded=recipe.excluded)
    return tuple(
        DataPaper(name=each.spec.annotations, pictures=len(each.dataset), licence=each.spec.licence)
        for each in pool.sources
    )
