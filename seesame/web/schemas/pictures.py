"""Pictures: what is told of one, pages of them, what is in the collection."""

from __future__ import annotations

from pydantic import Field

from seesame.web.schemas.wire import Told


class PictureTold(Told):
    """A picture; to be seen at `GET /pictures/{id}/view` and `/thumbnail`."""

    id: str
    name: str = Field(description="Its path in the folder or the collection, or what it was called when uploaded.")
    width: int | None = Field(description="Of the upright picture; null where it was not looked at yet.")
    height: int | None
    bytes: int | None
    version: str = Field(description="Changes with the content; with `?v=` of it an address's answer is kept for good.")
    failed: str | None = Field(default=None, description="Why it cannot be read.")


class PicturePage(Told):
    """Some pictures of many."""

    pictures: list[PictureTold]
    total: int = Field(description="On all pages.")
    offset: int
    version: str = Field(description="Changes when the pages may have changed.")


class SightTold(Told):
    """A region as a person wants to see it: `GET /pictures/{id}/view?box=...` cuts it out."""

    picture: str
    name: str
    box: tuple[float, float, float, float]
    nearness: float


class ClusterTold(Told):
    """Regions that are alike; ask for one of its sights to see them all."""

    share: float
    pictures: int
    sights: list[SightTold]


class ClustersTold(Told):
    """What kinds of things are in the collection, the largest first."""

    clusters: list[ClusterTold]


class GroupsTold(Told):
    """Pictures that are the same or nearly so."""

    groups: list[list[PictureTold]]


class OutlierTold(Told):
    """A picture unlike the others."""

    picture: PictureTold
    likeness: float


class OutliersTold(Told):
    """The pictures least like any other, the most unlike first."""

    outliers: list[OutlierTold]


class CollectionTold(Told):
    """What is in the collection."""

    name: str
    exists: bool = Field(description="false before anything was indexed")
    pictures: int
    regions: int
    failed: dict[str, str]
    bytes_on_disk: int | None
    version: str
    weights: str | None
    sources: list[str]
