"""A page for every package, to be filled from its docstrings when the site is built."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "seesame"
NOT_SHOWN = ("cli", "demo")  # the command line has its own page


def rooms() -> dict[str, list[str]]:
    """The modules of every room by its name; a module that is a room by itself is its only one."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.iterdir()):
        name = path.stem
        if (path / "__init__.py").exists() and name not in NOT_SHOWN:
            inner = sorted(each.stem for each in path.glob("*.py") if each.stem != "__init__")
            found[name] = [f"seesame.{name}", *(f"seesame.{name}.{each}" for each in inner)]
        elif path.suffix == ".py" and not name.startswith("__"):
            found[name] = [f"seesame.{name}"]
    return found


def page(name: str) -> str:
    """The page of a room."""
    return f"# seesame.{name}\n\n" + "\n".join(f"::: {module}\n" for module in rooms()[name])
