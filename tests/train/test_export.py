from __future__ import annotations

import copy
import json
import stat
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray

from seesame.errors import DataError, ExportError, InputError
from seesame.inference import Finder, gist
from seesame.model.graphs import Graph, graphs
from seesame.model.lite import LiteNetwork
from seesame.reference import Reference
from seesame.train import checkpoint
from seesame.train import export as module
from seesame.train.calibrate import Fitted
from seesame.train.export import export, load_network
from seesame.train.gist import NUMBERS
from seesame.weights import AlarmLevel, Calibration, Presence, Weights, find
from seesame.weights.card import fingerprint

FILES = {"see.onnx", "regions.onnx", "embed.onnx", "match.onnx", "outline.onnx", "network.safetensors"}


def test_what_lies_in_the_folder(untrained: Weights) -> None:
    assert {path.name for path in untrained.folder.iterdir()} == FILES | {"card.json"}
    assert not list(untrained.folder.parent.glob("*.unfinished"))
    assert set(untrained.card.files) == FILES
    for name, digest in untrained.card.files.items():
        assert fingerprint(untrained.folder / name) == digest
    assert sum(path.stat().st_size for path in untrained.folder.iterdir()) < 30e6


def test_everyone_may_read_it(untrained: Weights) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o444 for path in untrained.folder.iterdir()}
    assert modes == {0o444}


def test_the_card_tells_where_it_comes_from(untrained: Weights) -> None:
    card = find(untrained.folder).card
    assert card == untrained.card
    assert (card.name, card.network) == ("untrained", "lite")
    assert (card.recipe["steps_done"], card.recipe["sources"][0]["licence"]) == (0, "CC0")
    assert (card.sizes.scene_side, card.sizes.reference_side, card.sizes.cells) == (512, 160, 7)
    assert {"torch", "onnx", "python"} <= set(card.made_with)
    compared = card.metrics["torch against ONNX"]
    assert compared["pictures"] == 1
    assert compared["instances"] > 10
    assert compared["boxes"] <= 0.5


def test_numbers_are_stored_in_half_precision(untrained: Weights) -> None:
    model = onnx.load(str(untrained.folder / "see.onnx"))
    sizes = {each.name: int(np.prod(each.dims)) for each in model.graph.initializer}
    wide = [each.name for each in model.graph.initializer if each.data_type == onnx.TensorProto.FLOAT]
    assert max((sizes[name] for name in wide), default=0) < 64


def test_both_engines_load_it_and_answer_alike(untrained: Weights, coins: NDArray[np.uint8]) -> None:
    reference = Reference.from_box(coins, (80, 174, 124, 218))
    one, other = (
        Finder(untrained, engine=name).find(coins, reference, threshold=0.0, top=20) for name in ("onnx", "torch")
    )
    assert len(one) == len(other) > 5
    np.testing.assert_allclose(one.boxes, other.boxes, atol=0.05)
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-3)
    assert np.mean(one.masks != other.masks) < 1e-3


def test_the_kept_mean_is_what_is_exported(untrained_checkpoint: Path) -> None:
    state = checkpoint.load(untrained_checkpoint)
    state["average"] = {name: each + 1.0 for name, each in state["average"].items()} | {"n_averaged": torch.tensor(3)}
    network = load_network(state)
    assert not network.training
    cosine = state["network"]["compare.cosine"]
    assert network.compare.cosine.item() == cosine.item() + 1.0
    for each in network.parameters():
        assert torch.equal(each, each.half().float())


def test_a_checkpoint_of_another_network(untrained_checkpoint: Path) -> None:
    state = checkpoint.load(untrained_checkpoint)
    with pytest.raises(DataError, match="the checkpoint does not fit the network 'lite2'"):
        load_network(state | {"preset": "lite2"})


@pytest.mark.parametrize("name", ["match", "outline"])
def test_graphs_that_answer_unlike_torch_are_refused_and_nothing_is_written(
    untrained_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def doctored(network: LiteNetwork) -> dict[str, Graph]:
        whole = graphs(network)
        changed = copy.deepcopy(whole[name].module)
        with torch.no_grad():
            for each in changed.parameters():
                each += 0.2
        return whole | {name: Graph(changed, whole[name].inputs, whole[name].outputs, whole[name].axes)}

    monkeypatch.setattr(module, "graphs", doctored)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "card.json").write_text("of the weights before")
    with pytest.raises(ExportError, match=r"the graphs differ from torch: \w+ by .*, at most"):
        export(untrained_checkpoint, kept)
    assert [path.name for path in tmp_path.rglob("*")] == ["kept", "card.json"]
    assert (kept / "card.json").read_text() == "of the weights before"


@pytest.mark.parametrize("what", ["a file", "a folder of something else"])
def test_nothing_but_weights_is_replaced(untrained_checkpoint: Path, tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"
    if what == "a file":
        out.write_text("precious")
    else:
        out.mkdir()
        (out / "thesis.tex").write_text("precious")
    with pytest.raises(InputError, match="holds something else than weights"):
        export(untrained_checkpoint, out)
    assert next(path for path in tmp_path.rglob("*") if path.is_file()).read_text() == "precious"


def test_the_papers_network_has_no_graphs(untrained_checkpoint: Path, tmp_path: Path) -> None:
    checkpoint.save(tmp_path / "last.pt", checkpoint.load(untrained_checkpoint) | {"preset": "paper-small"})
    with pytest.raises(InputError, match=r"last\.pt is of paper-small, expected one of lite, lite2"):
        export(tmp_path / "last.pt", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be opened"):
        export(tmp_path / "last.pt", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_with_data_scores_are_calibrated_and_the_data_is_on_the_card(
    untrained_checkpoint: Path, shapes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In place of what is there before: an empty folder."""
    level = AlarmLevel(rate=0.1, threshold=0.3, recall=0.4)
    presence = Presence(slope=1.0, offset=0.0, levels=(level, level))
    fitted = Fitted(Calibration(slope=2.0, offset=0.5, threshold=0.3), presence, {"f1": 0.5})
    monkeypatch.setattr(module, "calibrate", lambda *_: fitted)
    out = tmp_path / "weights"
    out.mkdir()
    told: list[str] = []
    card = export(untrained_checkpoint, out, data=shapes, progress=lambda done, total, text: told.append(text))
    assert card == find(out).card
    assert (card.calibration, card.presence) == (fitted.calibration, presence)
    assert card.metrics["held-back training pictures"] == {"f1": 0.5}
    assert json.loads(card.data[0].model_dump_json()) == {"name": "shapes.json", "pictures": 12, "licence": "CC0"}
    assert list(dict.fromkeys(told)) == ["comparing with torch: coins.png", "learning what pictures show as a whole"]
    finder = Finder(out)
    assert finder.threshold == 0.3
    assert gist.FILE in card.files and finder.encode(np.zeros((64, 64, 3), np.uint8)).gist.shape == (NUMBERS,)
