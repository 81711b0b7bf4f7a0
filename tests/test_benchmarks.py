"""The benchmarks run from the project's root, ask alike and write alike."""

from __future__ import annotations

import importlib
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "benchmarks").glob("*.py"))
RUN_BY_OTHERS = {"keras_networks.py"}  # by the interpreter that has TensorFlow
SCRIPTS = [
    path
    for path in MODULES
    if '"__main__"' in path.read_text(encoding="utf-8") and path.name not in RUN_BY_OTHERS
]
CARD = SimpleNamespace(recipe={"name": "tiny"}, files={"see.onnx": "0a"})
FINDER: Any = SimpleNamespace(weights_id="tiny-1", card=CARD)
COMES_FROM = {"command", "recipe", "files", "machine", "versions", "revision", "date"}


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Python does for a script: its folder is searched for modules."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")


@pytest.fixture
def report() -> ModuleType:
    return importlib.import_module("report")


def test_there_are_scripts() -> None:
    assert {"misses.py", "speed.py", "video.py"} <= {path.name for path in SCRIPTS}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_script_answers_help(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [str(path), "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(path), run_name="__main__")
    text = capsys.readouterr().out
    assert ended.value.code in (0, None)
    assert f"python benchmarks/{path.name} " in text, "its own command is not what its help shows"
    for name in re.findall(r"\bchosen\.(\w+)", path.read_text(encoding="utf-8")):
        option = {"source": "from"}.get(name, name).replace("_", "-")
        assert re.search(rf"^  (--)?{option}\b", text, re.MULTILINE), f"it reads {name}, which is no option of it"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_script_writes_a_report_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "report.options(__doc__" in text and "report.write(" in text
    assert not re.search(r"ArgumentParser\(|getrusage|chosen\.out\b", text)


def test_a_script_runs_from_the_root() -> None:
    command = [sys.executable, "-W", "error", "benchmarks/misses.py", "--help"]
    here = {**os.environ, "PYTHONPATH": str(ROOT)}  # the code beside it, whatever is installed
    done = subprocess.run(command, cwd=ROOT, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_report_holds_where_it_comes_from(
    report: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / "folder" / "it.json"
    words = ["/some/where/speed.py", "/data/coco/a.json", "../pictures", "--threads", "1", "--out", str(path)]
    monkeypatch.setattr(sys, "argv", words)
    chosen = report.options("Says it.", dataset=True).parse_args()
    assert (chosen.annotations, chosen.pictures) == (Path("/data/coco/a.json"), Path("../pictures"))
    assert (chosen.weights, chosen.threads, chosen.out) == ("default", 1, path)
    report.write({"found": 7}, chosen, FINDER)
    text = path.read_text(encoding="utf-8")
    told = json.loads(text)
    assert capsys.readouterr().out == text
    assert set(told) == {"found", "weights", "threads", *COMES_FROM}
    assert (told["found"], told["weights"], told["threads"]) == (7, "tiny-1", 1)
    assert (told["recipe"], told["files"]) == ("tiny", {"see.onnx": "0a"})
    assert told["command"] == "python benchmarks/speed.py coco/a.json pictures --threads 1 --out folder/it.json"
    assert str(tmp_path) not in text


def test_a_report_without_a_network_or_a_file(
    report: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks/index_kills.py"])
    chosen = report.options(None, finder=False).parse_args()
    assert vars(chosen) == {"out": None}
    report.write({}, chosen)
    told = json.loads(capsys.readouterr().out)
    assert set(told) == COMES_FROM and told["command"] == "python benchmarks/index_kills.py" and told["files"] == {}


def test_a_stopwatch_counts_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    stopwatch = importlib.import_module("stopwatch")
    clock, processor = iter([0.0, 2.0, 2.0, 3.0]), iter([0.0, 0.5, 0.5, 0.75])
    fake = SimpleNamespace(perf_counter=lambda: next(clock), process_time=lambda: next(processor))
    monkeypatch.setattr(stopwatch, "time", fake)
    watch = stopwatch.Stopwatch()
    for _ in range(2):
        with watch:
            pass
    assert (watch.clock, watch.processor) == ([2.0, 1.0], [0.5, 0.25])
    assert stopwatch.seconds(watch.processor, 2) == 0.75 and stopwatch.seconds([]) == 0.0
    assert stopwatch.milliseconds(watch.clock) == 1500.0 and stopwatch.milliseconds(watch.clock, 100) == 2000.0


def test_examples_are_of_categories_that_two_pictures_show(shapes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = importlib.import_module("examples")
    dataset = importlib.import_module("seesame.data").read_coco(shapes / "shapes.json", shapes / "pictures")
    with pytest.raises(SystemExit, match="no category"):  # its objects have fewer pixels
        examples.in_turn(dataset, 4)
    monkeypatch.setattr(examples, "SMALLEST", 10.0)
    drawn = examples.in_turn(dataset, 7)
    assert len(drawn) == 7 and examples.in_turn(dataset, 0) == []
    assert [each.category for each in drawn[:3]] == [each.category for each in drawn[3:6]]  # in turn
    assert all(each.object in each.record.objects and each.object.category == each.category for each in drawn)
    assert drawn[0].reference().box == drawn[0].object.box


def test_one_bit_of_a_checkpoint_is_seen(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    kills = importlib.import_module("train_kills")
    weights = torch.arange(4.0)
    network = {"a": weights, "b": torch.ones(2, dtype=torch.int64)}
    state = {"step": 3, "network": network, "optimiser": {"groups": [0.1]}}
    torch.save(state, tmp_path / "one.pt")
    weights[3] = torch.nextafter(weights[3], torch.tensor(9.0))
    torch.save(state, tmp_path / "other.pt")
    one, other = (kills.parts(tmp_path / name) for name in ("one.pt", "other.pt"))
    assert sorted(one) == ["network", "optimiser", "step"]
    assert [name for name in one if one[name] != other[name]] == ["network"]
    assert kills.step_of(tmp_path / "one.pt") == 3 and kills.step_of(tmp_path / "none.pt") == 0
