"""Videos: their stills searched now and then, what is found followed from one to the next, what comes of it written."""

from seesame.footage.reading import Footage
from seesame.footage.still import Still
from seesame.video.lines import LinesWriter
from seesame.video.sight import Sight
from seesame.video.tally import Track, Tracks
from seesame.video.trails import Rules
from seesame.video.watching import watch
from seesame.video.writing import VideoWriter

__all__ = ["Footage", "LinesWriter", "Rules", "Sight", "Still", "Track", "Tracks", "VideoWriter", "watch"]
