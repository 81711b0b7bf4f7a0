"""Videos and cameras as stills: one after the other, or one by its time."""

from seesame.footage.reading import Footage
from seesame.footage.reel import Reel
from seesame.footage.still import Still

__all__ = ["Footage", "Reel", "Still"]
