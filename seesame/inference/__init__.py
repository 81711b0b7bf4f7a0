"""Find without torch: describe references, encode scenes, find."""

from seesame.descriptor import Descriptor
from seesame.inference.finder import Finder, Scene

__all__ = ["Descriptor", "Finder", "Scene"]
