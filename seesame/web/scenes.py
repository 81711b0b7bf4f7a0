"""Encoded pictures: made once, remembered by their content, shared by all who ask at the same time."""

from __future__ import annotations

from dataclasses import dataclass

from seesame.card import Card
from seesame.inference import Finder, Scene, TiledScene, Tiling
from seesame.inference.tiling import Tiles
from seesame.web.memory import Memory
from seesame.web.pictures import Pictures
from seesame.web.settings import Limits
from seesame.web.source import Source
from seesame.web.work import Flights, Pool, Ticket

AnyScene = Scene | TiledScene
Key = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Looked:
    """A picture encoded, and whether that was done just now."""

    scene: AnyScene
    anew: bool


class Scenes:
    """Encodes pictures in a pool; of one event loop."""

    def __init__(self, finder: Finder, pictures: Pictures, pool: Pool, limits: Limits) -> None:
        self._finder, self._pictures, self._pool = finder, pictures, pool
        self.memory: Memory[Key, AnyScene] = Memory(limits.scenes_bytes)
        self.flights: Flights[Key, AnyScene] = Flights(self.memory)
        self.encoded = 0

    async def whole(self, source: Source, admitted: bool = False) -> Scene:
        """A picture encoded as a whole. Raises: PictureError, Refusal."""
        scene = (await self.look(source, None, admitted)).scene
        assert isinstance(scene, Scene)
        return scene

    async def look(self, source: Source, tiling: Tiling | None = None, admitted: bool = False) -> Looked:
        """A picture encoded, as a whole and in tiles if it is to be. Raises: PictureError, Refusal."""
        digest = self._pictures.known_digest(source)
        if digest is None:
            digest = await self._pool.run(lambda _: self._pictures.digest(source), admitted)

        async def make() -> AnyScene:
            return await self._pool.run(lambda ticket: self._encoded(source, tiling, ticket), admitted)

        return Looked(*await self.flights.get((digest, _how(tiling)), make))

    def _encoded(self, source: Source, tiling: Tiling | None, ticket: Ticket) -> AnyScene:
        picture = self._pictures.read(source)
        ticket.check()
        self.encoded += 1
        if tiling is None:
            return self._finder.encode(picture)
        return self._finder.encode_tiles(picture, tiling, lambda done, total, text: ticket.check())


def tiling_of(tiles: Tiles, card: Card) -> Tiling | None:
    """How to cut pictures for a question; None for not at all. Raises: ConfigError: that is no way to cut."""
    return None if tiles == "off" else Tiling.of(tiles, card)


def _how(tiling: Tiling | None) -> str:
    return "" if tiling is None else repr(tiling)
