"""The house stands as docs/architecture.md draws it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "seesame"

# Highest first; rooms of one floor do not know each other. demo only holds a picture.
FLOORS = (
    ("cli", "web"),
    ("train", "evaluate", "inspect", "video", "index", "label"),
    ("inference",),
    ("model", "data", "card"),
    ("footage",),
    ("images", "weights", "results", "pages"),
    ("instances", "reference", "descriptor"),
    ("geometry",),
    ("configuration", "files", "lines"),
    ("errors",),
    ("demo",),
)
SIDEWAYS = {("seesame.cli.serve", "web")}  # a command that opens another room of its floor
LEVEL = {room: -depth for depth, rooms in enumerate(FLOORS) for room in rooms}
DOORS = ("__init__", "__main__")  # what stands before the house: lazy names, and `python -m seesame`
WITH_TORCH = (
    "seesame.model",
    "seesame.train",
    "seesame.inference.torch_engine",
    "seesame.inference.torch_closed",
    "seesame.evaluate.closed_judge",
    "seesame.evaluate.frozen",
    "seesame.evaluate.one_shot_judge",
    "seesame.evaluate.paper",
    "seesame.inspect.dense",
    "seesame.inspect.siamese",
)
OF_NO_MODULE = {
    "test_architecture.py",
    "test_benchmarks.py",
    "test_docs.py",
    "test_examples.py",
    "test_tutorials.py",
    "inference/test_default_weights.py",
    "web/page/test_script.py",  # of the page's JavaScript
    "browser/test_asking.py",
    "browser/test_library.py",
    "browser/test_looks.py",
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    return module.split(".")[1]


NAMES = {dotted(path): path for path in MODULES}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every seesame module that a file imports, at any depth of its code."""
    package = dotted(path) if path.name == "__init__.py" else dotted(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] == "seesame")
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            if source.split(".")[0] == "seesame":
                yield from ((node.lineno, imported(source, alias.name)) for alias in node.names)


def imported(source: str, name: str) -> str:
    """The module that `from source import name` needs."""
    return f"{source}.{name}" if f"{source}.{name}" in NAMES else source


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.stem not in DOORS or path.parent != PACKAGE], ids=ids
)
def test_imports_only_go_down(path: Path) -> None:
    here = room(dotted(path))
    assert here in LEVEL, f"{here} stands on no floor; add it here and to docs/architecture.md"
    for line, name in imports(path):
        if name == "seesame":  # only __version__ is fetched from the front door
            continue
        there = room(name)
        known = there == here or (dotted(path), there) in SIDEWAYS
        assert known or LEVEL[there] < LEVEL[here], f"{path}:{line}: {here} may not import {name}"


def test_the_front_door_gives_only_its_version_to_those_inside() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "seesame" and path.name != "__main__.py":
                names = {alias.name for alias in node.names if f"seesame.{alias.name}" not in NAMES}
                assert names <= {"__version__"}, f"{path}:{node.lineno}: {names} are not the package's; name the module"


def test_no_import_cycles() -> None:
    graph = {}
    for name, path in NAMES.items():
        if path.parent == PACKAGE and path.stem in DOORS:
            continue
        # A package's __init__ runs before its modules, but what it lists is not needed by them: no edge to one's own.
        graph[name] = {each for _, each in imports(path) if each != "seesame" and not name.startswith(f"{each}.")}
    list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the cycle


def test_the_document_draws_the_same_floors() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"## Floors[\s\S]*?\n\n((?:    .*\n)+)", page)
    assert block, "docs/architecture.md has no Floors block"
    drawn = [set(re.split(r"\s{3,}", line.strip())[0].split()) for line in block[1].splitlines()]
    ours = [set(rooms) for rooms in FLOORS if rooms != ("demo",)]
    values = ours.index({"geometry"})
    ours[values - 1 : values + 1] = [ours[values - 1] | ours[values]]  # drawn as one, "geometry lies lowest of them"
    assert drawn == ours


def test_everything_else_runs_without_torch() -> None:
    """Import every module that may not need torch, in a process where torch cannot be imported."""
    program = f"""
import importlib, sys
class NoTorch:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "torchvision", "timm"):
            raise ImportError(f"{{name}} is not installed, says the test")
sys.meta_path.insert(0, NoTorch())
for name in {[name for name in NAMES if not name.startswith(WITH_TORCH) and not name.endswith("__main__")]!r}:
    importlib.import_module(name)
from seesame.cli.app import main
assert main(["--help"]) == 0
assert main(["train", "recipe.toml"]) == 5
assert main(["export", "checkpoint.pt", "out"]) == 5
assert main(["maskrcnn", "train", "recipe.toml"]) == 5
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "pip install" in done.stderr


def test_importing_the_package_imports_nothing_else() -> None:
    heavy = ("numpy", "cv2", "torch", "onnxruntime", "typer")
    program = f"import sys, seesame; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_modules_are_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{path} has {lines} lines; split it"


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=ids)
def test_functions_are_short(path: Path) -> None:
    """At most 60 lines of body, without signature and docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= 60, f"{path}:{node.lineno}: {node.name} has {length} lines; split it"


def test_no_module_is_named_after_nothing() -> None:
    banned = {"utils", "util", "misc", "helpers", "common", "core", "base", "manager"}
    assert not [name for name in NAMES if banned & set(name.split("."))]


def test_tests_mirror_the_package() -> None:
    tests = ROOT / "tests"
    for path in tests.rglob("test_*.py"):
        relative = path.relative_to(tests)
        if relative.as_posix() in OF_NO_MODULE:
            continue
        stem = path.stem.removeprefix("test_")
        module = PACKAGE / relative.parent / ("__init__.py" if stem == "package" else f"{stem}.py")
        assert module.exists(), f"{path} tests no module: there is no {module.relative_to(ROOT)}"
