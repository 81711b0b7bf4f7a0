"""A collection as people browse it: pages of pictures, kinds of things, copies, what is unlike the rest."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from seesame.web.collected import Collected
from seesame.web.pictures import Pictures
from seesame.web.problems import Refusal
from seesame.web.schemas.pictures import (
    ClustersTold,
    ClusterTold,
    CollectionTold,
    GroupsTold,
    OutliersTold,
    OutlierTold,
    PicturePage,
    SightTold,
)
from seesame.web.source import Source

if TYPE_CHECKING:
    from seesame.index.views import Cluster

MOST_GROUPS = 200


def told(collected: Collected) -> CollectionTold:
    """What is in the collection."""
    try:
        found = collected.collection().info()
    except Refusal:
        return CollectionTold(
            name=collected.name,
            exists=False,
            pictures=0,
            regions=0,
            failed={},
            bytes_on_disk=None,
            version="",
            weights=None,
            sources=[],
        )
    sources = collected.by_path(list(found.failed)[:MOST_GROUPS])
    return CollectionTold(
        name=collected.name,
        exists=True,
        pictures=found.pictures,
        regions=found.regions,
        failed={source.name: source.failed or "" for source in sources.values()},
        bytes_on_disk=found.bytes_on_disk,
        version=str(found.version),
        weights=found.manifest.weights_id,
        sources=[each.rstrip("/").rpartition("/")[2] for each in found.manifest.sources],
    )


def page(collected: Collected, pictures: Pictures, offset: int, size: int, text: str) -> PicturePage:
    """Some of its pictures."""
    sources, total = collected.page(offset, size, text)
    version = str(collected.collection().tables.version)
    return PicturePage(
        pictures=[pictures.told(source) for source in sources], total=total, offset=offset, version=version
    )


def clusters(collected: Collected, count: int) -> ClustersTold:
    """What kinds of things there are. Raises: ConfigError: there are fewer good regions than kinds."""
    made = _clusters(collected, count, collected.collection().tables.version)
    sources = collected.by_path([sight.path for each in made for sight in each.sights])
    return ClustersTold(clusters=[_cluster(each, sources) for each in made])


def duplicates(collected: Collected, pictures: Pictures) -> GroupsTold:
    """Pictures that are nearly one, the largest groups first."""
    from seesame.index.views import duplicates as view

    groups = view(collected.collection().tables)[:MOST_GROUPS]
    sources = collected.by_path([path for group in groups for path in group])
    return GroupsTold(groups=[[pictures.told(sources[path]) for path in group if path in sources] for group in groups])


def outliers(collected: Collected, pictures: Pictures, count: int) -> OutliersTold:
    """The pictures unlike the others."""
    from seesame.index.views import outliers as view

    found = view(collected.collection().tables, count)
    sources = collected.by_path([each.path for each in found])
    told = [
        OutlierTold(picture=pictures.told(sources[each.path]), likeness=round(each.likeness, 4))
        for each in found
        if each.path in sources
    ]
    return OutliersTold(outliers=told)


@lru_cache(maxsize=8)
def _clusters(collected: Collected, count: int, version: int) -> tuple[Cluster, ...]:
    """Made once for a version of the collection."""
    from seesame.index.views import clusters as view

    return tuple(view(collected.collection().tables, count))


def _cluster(cluster: Cluster, sources: dict[str, Source]) -> ClusterTold:
    sights = [
        SightTold(
            picture=sources[each.path].id,
            name=sources[each.path].name,
            box=(float(each.box[0]), float(each.box[1]), float(each.box[2]), float(each.box[3])),
            nearness=round(each.nearness, 4),
        )
        for each in cluster.sights
        if each.path in sources
    ]
    return ClusterTold(share=round(cluster.share, 5), pictures=cluster.pictures, sights=sights)
