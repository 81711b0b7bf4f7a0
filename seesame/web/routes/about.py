"""What the server is, and how it does."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from seesame import __version__
from seesame.web import understanding
from seesame.web.metrics import MEDIA, Metrics
from seesame.web.problems import busy
from seesame.web.routes.needs import Serving
from seesame.web.schemas.about import About, FolderTold, Health, Limits, Ready, Version
from seesame.web.service import Service

router = APIRouter(tags=["server"])


def _metrics(request: Request) -> Metrics:
    found: Any = request.app.state.metrics
    assert isinstance(found, Metrics)
    return found


@router.get("/about")
async def about(service: Serving) -> About:
    """All that a page needs to begin: versions, limits, the folder, the collection, the false-alarm scales."""
    limits, folder = service.settings.limits, service.pictures.folder
    collection = service.pictures.collection
    told = None
    if folder is not None:
        listing = await service.viewing.run(lambda _: folder.listing())
        told = FolderTold(name=folder.name, pictures=len(listing.names), version=listing.version)
    return About(
        version=_version(service),
        limits=Limits(
            upload_bytes=limits.upload_bytes, upload_pixels=limits.upload_pixels, body_bytes=limits.body_bytes
        ),
        folder=told,
        collection=None if collection is None else collection.name,
        can_index=service.can_index,
        levels=[understanding.scale(service.finder, same) for same in ("category", "object")],
        needs_token=service.settings.token is not None,
    )


@router.get("/version")
async def version(service: Serving) -> Version:
    """Which program and which network answer."""
    return _version(service)


@router.get("/health")
async def health() -> Health:
    """Whether the process lives. Needs no token."""
    return Health(status="alive")


@router.get("/ready")
async def ready(service: Serving) -> Ready:
    """Whether questions are taken: the network is loaded, the queue is not full. Needs no token."""
    if service.pool.full:
        raise busy(2.0)
    return Ready(status="ready", waiting=service.pool.waiting, running=service.pool.running)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus text."}},
)
async def metrics(counted: Annotated[Metrics, Depends(_metrics)]) -> Response:
    """Counters and gauges, as Prometheus reads them."""
    return Response(counted.text(), media_type=MEDIA)


def _version(service: Service) -> Version:
    finder = service.finder
    return Version(
        seesame=__version__,
        api="1",
        weights=finder.weights_id,
        network=finder.card.network,
        engine=finder.engine,
    )
