"""The collection: what is in it, browsed and seen from its vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query

from seesame.web.attended import AttendedRoute
from seesame.web.browsing import clusters as cluster_view
from seesame.web.browsing import duplicates as duplicate_view
from seesame.web.browsing import outliers as outlier_view
from seesame.web.browsing import page as page_view
from seesame.web.browsing import told as told_view
from seesame.web.collected import Collected
from seesame.web.problems import Refusal
from seesame.web.routes.needs import Serving
from seesame.web.schemas.pictures import ClustersTold, CollectionTold, GroupsTold, OutliersTold, PicturePage
from seesame.web.service import Service

router = APIRouter(tags=["collection"], route_class=AttendedRoute)

T = TypeVar("T")


@router.get("/collection")
async def told(service: Serving) -> CollectionTold:
    """What is in the collection, and what could not be read; `exists` is false before anything was indexed."""
    return await _viewed(service, told_view)


@router.get("/collection/pictures")
async def pictures(
    service: Serving,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
    filter: Annotated[str, Query(max_length=200, description="Only pictures whose path holds this text.")] = "",
) -> PicturePage:
    """Some of the collection's pictures, in the order in which it keeps them."""
    return await _viewed(service, lambda found: page_view(found, service.pictures, offset, size, filter))


@router.get("/collection/clusters")
async def clusters(service: Serving, count: Annotated[int, Query(ge=1, le=200)] = 24) -> ClustersTold:
    """What kinds of things there are, the largest kind first. Remembered until the collection changes."""
    return await _viewed(service, lambda found: cluster_view(found, count))


@router.get("/collection/duplicates")
async def duplicates(service: Serving) -> GroupsTold:
    """Pictures that are the same or nearly so."""
    return await _viewed(service, lambda found: duplicate_view(found, service.pictures))


@router.get("/collection/outliers")
async def outliers(service: Serving, count: Annotated[int, Query(ge=1, le=500)] = 20) -> OutliersTold:
    """The pictures that are least like any other."""
    return await _viewed(service, lambda found: outlier_view(found, service.pictures, count))


async def _viewed(service: Service, look: Callable[[Collected], T]) -> T:
    found = service.pictures.collection
    if found is None:
        raise Refusal("no-such-collection", 'collections need LanceDB; pip install "seesame[index]"')
    return await service.pool.run(lambda _: look(found))
