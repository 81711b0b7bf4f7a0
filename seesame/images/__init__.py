"""Pictures: read any file safely, frame it for the network, draw what was found."""

from seesame.images.draw import overlay
from seesame.images.frame import Frame, frame
from seesame.images.read import read
from seesame.images.references import read_reference
from seesame.images.sources import expand
from seesame.images.splash import splash

__all__ = ["Frame", "expand", "frame", "overlay", "read", "read_reference", "splash"]
