"""seesame: show it one, see the same.

One picture of a thing, of any kind; every instance of that kind is found, boxed and masked in other pictures.

    from seesame import Finder, Reference, read

The names below are loaded when they are first used, so that `import seesame` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seesame.images import overlay, read, splash
    from seesame.inference import Finder
    from seesame.instances import Instances
    from seesame.reference import Reference

__version__ = "0.1.0"

__all__ = ["Finder", "Instances", "Reference", "__version__", "overlay", "read", "splash"]

_HOMES = {
    "Finder": "seesame.inference",
    "Instances": "seesame.instances",
    "Reference": "seesame.reference",
    "overlay": "seesame.images",
    "read": "seesame.images",
    "splash": "seesame.images",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'seesame' has no attribute {name!r}; it has {', '.join(__all__)}")
    value: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
