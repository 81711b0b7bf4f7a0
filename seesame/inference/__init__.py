"""Find without torch: describe references, encode scenes, find."""

from seesame.descriptor import Descriptor
from seesame.inference.detector import Detector
from seesame.inference.finder import Finder
from seesame.inference.scene import Scene
from seesame.inference.tiled import TiledScene
from seesame.inference.tiling import Tiling

__all__ = ["Descriptor", "Detector", "Finder", "Scene", "TiledScene", "Tiling"]
