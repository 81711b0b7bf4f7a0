"""Collections: the regions of any number of pictures on disk, asked in milliseconds."""

from seesame.index.cluster import Cluster
from seesame.index.collection import Collection
from seesame.index.hits import Hit, Page

__all__ = ["Cluster", "Collection", "Hit", "Page"]
