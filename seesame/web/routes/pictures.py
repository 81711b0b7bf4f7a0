"""Pictures: upload, look at."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from seesame.web.attended import AttendedRoute
from seesame.web.pictures import LARGEST_VIEW, version_of
from seesame.web.problems import Refusal
from seesame.web.responses import cached
from seesame.web.routes.needs import BoxText, Picture, Serving
from seesame.web.schemas.pictures import PicturePage, PictureTold
from seesame.web.uploads import PREFIX

router = APIRouter(tags=["pictures"], route_class=AttendedRoute)

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_JPEG = {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}, "description": "A JPEG."}
_SEEN: dict[int | str, dict[str, Any]] = {200: _JPEG, 304: {"description": "You have it."}}

Tags = Annotated[str, Header(alias="If-None-Match", max_length=2000)]
Known = Annotated[str, Query(max_length=100, description="The picture's version: then the answer is kept for good.")]


@router.post("/pictures", status_code=201, openapi_extra=_BODY, responses={200: {"model": PictureTold}})
async def upload(
    request: Request,
    response: Response,
    service: Serving,
    name: Annotated[str, Query(max_length=200, description="What to call it.")] = "",
) -> PictureTold:
    """Give a picture: the bytes of its file are the body. It is kept in memory alone, and is known by its content.

    The same bytes again are no second picture: 200 instead of 201. Older uploads are forgotten when room is needed.
    """
    content = await request.body()
    source, new = await service.viewing.run(lambda _: service.pictures.uploads.add(content, name))
    try:
        await service.viewing.run(lambda _: service.pictures.read(source))
    except Exception:
        service.pictures.uploads.forget(source.id)
        raise
    response.status_code = 201 if new else 200
    return service.pictures.told(source)


@router.get("/pictures/{picture}")
async def told(picture: Picture, service: Serving) -> PictureTold:
    """What is known of a picture."""
    return await service.viewing.run(lambda _: service.pictures.told(service.pictures.source(picture)))


@router.delete("/pictures/{picture}", status_code=204)
async def forget(picture: Picture, service: Serving) -> Response:
    """Forget an upload; nothing happens if it is forgotten already. Pictures of the folder are not touched."""
    if not picture.startswith(PREFIX):
        raise Refusal("no-such-picture", "only uploads can be forgotten; files are not touched")
    service.pictures.uploads.forget(picture)
    return Response(status_code=204)


@router.get("/pictures/{picture}/view", response_class=Response, responses=_SEEN)
async def view(
    picture: Picture,
    service: Serving,
    box: BoxText,
    side: Annotated[int, Query(ge=16, le=LARGEST_VIEW, description="Of the long side, pixels, at most.")] = 1600,
    v: Known = "",
    tags: Tags = "",
) -> Response:
    """The picture upright, or a box of it, as a JPEG made anew: never the file itself, nor what else is in it."""
    source = await service.viewing.run(lambda _: service.pictures.source(picture))
    version = version_of(source)
    tag = f"{version}-{side}" + ("" if box is None else "-" + "-".join(f"{part:g}" for part in box))
    if tag in tags:
        return cached(b"", "image/jpeg", tag, tags, v == version)
    content = await service.viewing.run(lambda _: service.pictures.view(source, side, box))
    return cached(content, "image/jpeg", tag, tags, v == version)


@router.get("/pictures/{picture}/thumbnail", response_class=Response, responses=_SEEN)
async def thumbnail(picture: Picture, service: Serving, v: Known = "", tags: Tags = "") -> Response:
    """The picture at 160 pixels, as a JPEG."""
    source = await service.viewing.run(lambda _: service.pictures.source(picture))
    version = version_of(source)
    if f"{version}-t" in tags:
        return cached(b"", "image/jpeg", f"{version}-t", tags, v == version)
    content = await service.viewing.run(lambda _: service.pictures.thumbnail(source))
    return cached(content, "image/jpeg", f"{version}-t", tags, v == version)


@router.get("/folder/pictures")
async def folder(
    service: Serving,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
    filter: Annotated[str, Query(max_length=200, description="Only pictures whose path holds this text.")] = "",
    under: Annotated[str, Query(max_length=1000, description="A folder in the folder.")] = "",
) -> PicturePage:
    """Some of the folder's pictures, in the order of their paths."""
    opened = service.pictures.folder
    if opened is None:
        raise Refusal("no-such-folder", "the server was started without a folder; give it --folder PICTURES")

    def page() -> PicturePage:
        names = opened.chosen(filter, under)
        pictures = []
        for name in names[offset : offset + size]:
            try:
                pictures.append(service.pictures.told(opened.source(opened.id_of(name))))
            except Refusal:  # taken away since it was listed
                continue
        return PicturePage(pictures=pictures, total=len(names), offset=offset, version=opened.listing().version)

    return await service.viewing.run(lambda _: page())
