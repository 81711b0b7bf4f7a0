"""From a checkpoint to weights that run without torch: graphs, tensors and card, or nothing."""

from __future__ import annotations

import json
import platform
import shutil
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file

from seesame.configuration import build_from
from seesame.data.sources import read_pool
from seesame.demo import coins
from seesame.errors import DataError, InputError, WeightsError
from seesame.inference import Finder, gist
from seesame.inference.engine import Floats
from seesame.inference.onnx_engine import OnnxEngine
from seesame.inference.torch_engine import TENSORS, TorchEngine, sizes_of
from seesame.model.build import LITE_PRESETS, build_lite
from seesame.model.graphs import Graph, graphs
from seesame.model.lite import LiteNetwork
from seesame.train import checkpoint as checkpoints
from seesame.train.calibrate import calibrate
from seesame.train.gist import fit_gist
from seesame.train.parity import check_parity
from seesame.train.recipe import Recipe
from seesame.train.start import IMAGENET
from seesame.weights import DataPaper, Weights, WeightsCard, find, write_card
from seesame.weights.card import CARD, fingerprint, read_card

Progress = Callable[[int, int, str], None]
OPSET = 17


def export(
    checkpoint: Path,
    out: Path,
    data: Path | None = None,
    pictures: Sequence[Path] = (),
    progress: Progress | None = None,
) -> WeightsCard:
    """Write the weights of a checkpoint into the folder `out`, in place of what was there.

    The kept mean weights are rounded to half precision first, so that tensors and graphs hold the same numbers. With
    `data`, the recipe's data folder, gists are learnt from the pictures that were trained on, and scores calibrated on
    those held back; without, or if none were, both are taken from the weights that the training began with. The graphs
    must answer like torch on `pictures` (the sample picture if none), or nothing is written.
    Raises: DataError: no checkpoint. InputError: `out` holds something else than weights. ExportError: the graphs
        answer unlike torch.
    """
    check_free(out)
    state = checkpoints.load(checkpoint)
    _check_lite(state, checkpoint)
    recipe = build_from(Recipe, json.loads(state["recipe"]), str(checkpoint))
    network = load_network(state)
    unfinished = out.with_name(out.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        made = {"steps_done": int(state["step"])} | ({"averaged": state["averaged"]} if "averaged" in state else {})
        card = _write(network, recipe, made, unfinished)
        compared = check_parity(TorchEngine(network), Weights(unfinished, card), list(pictures) or [coins()], progress)
        metrics = card.metrics | {"torch against ONNX": compared}
        card, projection = _begun_with(recipe, card)
        if data is not None:
            card = card.model_copy(update={"data": _papers(recipe, data)})
        if data is not None and recipe.hold_back > 0:
            projection = _learn_gists(network, recipe, data, progress)
            fitted = calibrate(Finder.on(TorchEngine(network), card, projection), recipe, data, progress)
            card = card.model_copy(update={"calibration": fitted.calibration, "presence": fitted.presence})
            metrics |= {"held-back training pictures": fitted.figures}
        if projection is not None:
            np.save(unfinished / gist.FILE, projection, allow_pickle=False)
            card = card.model_copy(update={"files": card.files | {gist.FILE: fingerprint(unfinished / gist.FILE)}})
        card = card.model_copy(update={"metrics": metrics})
        write_card(card, unfinished)
        OnnxEngine(Weights(unfinished, card))
        shutil.rmtree(out, ignore_errors=True)
        unfinished.rename(out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return card


def recipe_of(checkpoint: Path) -> Recipe:
    """The recipe that a checkpoint of the default network was made by.

    Raises: DataError: it is none.
    """
    return build_from(Recipe, json.loads(checkpoints.load(checkpoint, checkpoints.LITE)["recipe"]), str(checkpoint))


def with_metrics(folder: Path, metrics: Mapping[str, Any]) -> WeightsCard:
    """Add figures to the card of weights in a folder.

    Raises: WeightsError: there are none.
    """
    card = read_card(folder)
    card = card.model_copy(update={"metrics": card.metrics | dict(metrics)})
    write_card(card, folder)
    return card


def _begun_with(recipe: Recipe, card: WeightsCard) -> tuple[WeightsCard, Floats | None]:
    """The card with how the scores of the weights are read that the training began with, and their projection to gists;
    the card as it is if it was with no weights."""
    if recipe.start == IMAGENET or Path(recipe.start).suffix == ".pt":
        return card, None
    try:
        begun = find(recipe.start)
        projection = gist.load(begun)
    except WeightsError:  # they were there when the training began, and nothing else of them is needed
        return card, None
    kept = ("calibration", "presence", "same_object")
    return card.model_copy(update={name: getattr(begun.card, name) for name in kept}), projection


def _learn_gists(network: LiteNetwork, recipe: Recipe, data: Path, progress: Progress | None) -> Floats:
    pool = read_pool(recipe.sources, data, recipe.hold_back, excluded=recipe.excluded)
    config, rng = network.config, np.random.default_rng(recipe.seed)
    return fit_gist(TorchEngine(network), config.backbone, config.scene_side, pool, rng, progress)


def _check_lite(state: dict[str, Any], checkpoint: Path) -> None:
    """Refuse what has no graphs."""
    if state["preset"] not in LITE_PRESETS:
        raise InputError(
            f"{checkpoint} is of {state['preset']}, expected one of {', '.join(LITE_PRESETS)}, which can be made into "
            "graphs; torch alone runs it, as in seesame evaluate --system"
        )


def load_network(state: dict[str, Any]) -> LiteNetwork:
    """The network of a checkpoint with its mean weights, rounded to half precision."""
    network = build_lite(state["preset"])
    average = {name[7:]: each for name, each in state["average"].items() if name.startswith("module.")}
    try:
        network.load_state_dict({name: each.half().float() for name, each in average.items()})
    except RuntimeError as error:
        raise DataError(f"the checkpoint does not fit the network {state['preset']!r}: {error}") from error
    return network.eval()


def check_free(out: Path) -> None:
    """Refuse to put weights in place of anything but weights."""
    if out.exists() and not (out.is_dir() and ((out / CARD).is_file() or not any(out.iterdir()))):
        raise InputError(f"{out} holds something else than weights, expected a new or empty folder; give another one")


def _write(network: LiteNetwork, recipe: Recipe, made: Mapping[str, Any], folder: Path) -> WeightsCard:
    """Tensors, graphs and a card that says by which recipe, and how much of it, they were `made`."""
    save_file({name: each.half().contiguous() for name, each in network.state_dict().items()}, folder / TENSORS)
    (folder / TENSORS).chmod(0o644)  # safetensors lets only the owner read
    for name, graph in graphs(network).items():
        write_graph(graph, folder / f"{name}.onnx")
    return WeightsCard(
        name=recipe.name,
        network=recipe.network,
        sizes=sizes_of(network.config),
        recipe=json.loads(json.dumps(asdict(recipe))) | dict(made),
        made_with={name: version(name) for name in ("torch", "torchvision", "timm", "onnx")}
        | {"python": platform.python_version()},
        files={path.name: fingerprint(path) for path in sorted(folder.iterdir())},
    )


def write_graph(graph: Graph, path: Path) -> None:
    """Export one graph; its numbers are stored in half precision and widened when it is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of traced shapes, which the parity check covers
        torch.onnx.export(
            graph.module.eval(),
            tuple(graph.inputs.values()),
            str(path),
            input_names=list(graph.inputs),
            output_names=list(graph.outputs),
            dynamic_axes=graph.axes,
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(str(path))
    _halve(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _halve(model: onnx.ModelProto, least: int = 64) -> None:
    """Store large float tensors as half precision, each widened by a Cast that the runtime folds away."""
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= least:
            name = tensor.name
            half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half")
            tensor.CopyFrom(half)
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])


def _papers(recipe: Recipe, data: Path) -> tuple[DataPaper, ...]:
    pool = read_pool(recipe.sources, data, hold_back=0.0)
    return tuple(
        DataPaper(name=each.spec.annotations, pictures=len(each.dataset), licence=each.spec.licence)
        for each in pool.sources
    )
