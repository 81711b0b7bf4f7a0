"""A server under load: many clients at once, times of a person's steps, a kill in the middle.

    python benchmarks/web_load.py PICTURES --seconds 120 --clients 64 --out results/web/load.json

Starts `seesame serve` on the loopback with the folder PICTURES and a library of its own, in a process of its own. Each
client asks the pictures of the folder for one of eight boxes, saves cards, says yes and no, looks at thumbnails; who is
refused waits as long as the answer says. Half-way the server is killed and started again; then every card that it had
said to have kept must be there, whole, and the collection as well.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import report
from stopwatch import milliseconds

from seesame import read
from seesame.card import read_card

ASKED = 40  # pictures of the folder that clients ask
STEPS = (("find", 70), ("thumbnail", 15), ("card", 5), ("feedback", 5), ("list", 5))
"""What clients do, and how often, of a hundred."""


@dataclass
class Server:
    """The process, on one port and one library for its whole life, killed or not."""

    folder: Path
    library: Path
    workers: int
    remember: int
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "seesame", "serve", "--folder", str(self.folder), "--port", str(self.port)]
        command += ["--library", str(self.library), "--workers", str(self.workers), "--remember", str(self.remember)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while True:
            try:
                if httpx.get(f"{self.address}/ready", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)

    @property
    def address(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.port}/api/v1"

    def memory(self) -> float:
        """What it holds now, MiB."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return round(int(status.split("VmRSS:")[1].split()[0]) / 1024, 1)

    def end(self, how: signal.Signals) -> None:
        """End it."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait()


@dataclass
class Tally:
    """What clients met."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    broken: int = 0
    kept: dict[str, str] = field(default_factory=dict)

    def count(self, step: str, answer: httpx.Response, spent: float) -> None:
        """One answer."""
        self.statuses[str(answer.status_code)] += 1
        if answer.status_code < 300:
            self.seconds.setdefault(step, []).append(spent)


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--remember", type=int, default=1024, help="MiB of encoded pictures")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as library:
        server = Server(chosen.pictures.resolve(), Path(library), chosen.workers, chosen.remember)
        server.start()
        try:
            figures = measure(server, chosen)
        finally:
            server.end(signal.SIGTERM)
    report.write(figures, chosen)


def measure(server: Server, chosen: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    figures: dict[str, Any] = {"a person alone": person(server)}
    index(server)
    tally = Tally()
    memory = [server.memory()]
    began = time.perf_counter()
    asyncio.run(crowd(server, chosen.clients, chosen.seconds / 2, tally, 1))
    server.end(signal.SIGKILL)
    memory.append(0.0)
    server.start()
    intact = whole(server, tally)
    again = server.memory()
    asyncio.run(crowd(server, chosen.clients, chosen.seconds / 2, tally, 2))
    spent = time.perf_counter() - began
    every = [each for part in tally.seconds.values() for each in part]
    figures["a crowd"] = {
        "clients": chosen.clients,
        "seconds": round(spent, 1),
        "answers a second": round(len(every) / chosen.seconds, 1),
        "milliseconds, median": {step: milliseconds(part) for step, part in tally.seconds.items()},
        "milliseconds, 99 of 100": {step: milliseconds(part, 99) for step, part in tally.seconds.items()},
        "statuses": dict(tally.statuses),
        "connections cut": tally.broken,
        "memory MiB": {"start": memory[0], "after the kill": again, "end": server.memory()},
    }
    figures["after a kill"] = intact
    figures["load average of the machine"] = [round(each, 1) for each in os.getloadavg()]
    return figures


def person(server: Server) -> dict[str, float]:
    """What somebody waits for who is alone, on a picture of a megapixel: medians of five pictures, milliseconds."""
    spent: dict[str, list[float]] = {"from upload to first masks": [], "second question": [], "yes and no": []}
    paths = sorted(server.folder.glob("*.jpg"))[:5]
    with httpx.Client(base_url=server.address, timeout=120) as client:
        for path in paths:
            picture = cv2.resize(read(path), (1152, 864))
            _, code = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]))
            began = time.perf_counter()
            name = client.post("/pictures", content=code.tobytes()).json()["id"]
            example = {"picture": name, "box": [300, 200, 800, 700]}
            found = ask(client, name, {"references": [example]})
            spent["from upload to first masks"].append(time.perf_counter() - began)
            began = time.perf_counter()
            ask(client, name, {"references": [{"picture": name, "box": [100, 100, 500, 500]}]})
            spent["second question"].append(time.perf_counter() - began)
            said = [
                {"picture": name, "box": each["box"], "right": place < 3}
                for place, each in enumerate(found["instances"][:6])
            ]
            began = time.perf_counter()
            ask(client, name, {"references": [example], "judgements": said})
            spent["yes and no"].append(time.perf_counter() - began)
    return {step: milliseconds(part) for step, part in spent.items()}


def ask(client: httpx.Client, picture: str, question: dict[str, Any]) -> dict[str, Any]:
    """Ask a picture; of many instances, so that there is something to judge."""
    answer = client.post("/find", json={"question": question, "picture": picture, "threshold": 0.02, "top": 20})
    told: dict[str, Any] = answer.raise_for_status().json()
    return told


def index(server: Server) -> None:
    """Put the folder into a collection: it must outlive the kill."""
    with httpx.Client(base_url=server.address, timeout=600) as client:
        job = client.post("/jobs", json={"kind": "index"}).json()["id"]
        while client.get(f"/jobs/{job}").json()["state"] in ("waiting", "running"):
            time.sleep(0.5)


async def crowd(server: Server, clients: int, seconds: float, tally: Tally, round: int) -> None:
    """Many clients at once, for so long."""
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=server.address, timeout=60, limits=limits) as client:
        page = (await client.get("/folder/pictures", params={"size": ASKED})).json()["pictures"]
        names = [each["id"] for each in page if each["failed"] is None]
        end = time.perf_counter() + seconds
        await asyncio.gather(*(one(client, number, names, end, tally, round) for number in range(clients)))


async def one(client: httpx.AsyncClient, number: int, names: list[str], end: float, tally: Tally, round: int) -> None:
    """What one client does until the end."""
    rng = random.Random(number)
    card = f"card-{round}-{number}"
    while time.perf_counter() < end:
        step = rng.choices([name for name, _ in STEPS], [often for _, often in STEPS])[0]
        began = time.perf_counter()
        try:
            answer = await send(client, step, card, names, rng)
        except httpx.TransportError:
            tally.broken += 1
            await asyncio.sleep(0.5)
            continue
        tally.count(step, answer, time.perf_counter() - began)
        if answer.status_code == 503:
            await asyncio.sleep(float(answer.headers["Retry-After"]))
        elif step in ("card", "feedback") and answer.status_code < 300:
            tally.kept[card] = answer.json()["version"]


async def send(
    client: httpx.AsyncClient, step: str, card: str, names: list[str], rng: random.Random
) -> httpx.Response:
    """One request."""
    shift = 20 * rng.randrange(8)
    question = {"references": [{"picture": names[0], "box": [20 + shift, 40, 200 + shift, 220]}]}
    picture = rng.choice(names)
    if step == "find":
        return await client.post("/find", json={"question": question, "picture": picture})
    if step == "thumbnail":
        return await client.get(f"/pictures/{picture}/thumbnail")
    if step == "card":
        return await client.put(f"/cards/{card}", json={"question": question, "notes": str(rng.random())})
    if step == "feedback":
        said = [{"picture": picture, "box": [10, 10, 120, 120], "right": rng.random() < 0.5}]
        return await client.post(f"/cards/{card}/feedback", json={"judgements": said})
    return await client.get("/cards")


def whole(server: Server, tally: Tally) -> dict[str, Any]:
    """Whether what the killed server had said to have kept is there, and nothing is half-written."""
    with httpx.Client(base_url=server.address, timeout=120) as client:
        cards = client.get("/cards").json()
        collection = client.get("/collection").json()
    versions = {each["id"]: each["version"] for each in cards["cards"]}
    for path in (server.library / "cards").glob("*.seesame"):
        read_card(path)
    return {
        "cards that were said to be kept": len(tally.kept),
        "of these not there": sum(card not in versions for card in tally.kept),
        "damaged": len(cards["damaged"]),
        "half-written files left": len(list((server.library / "cards").glob(".*"))),
        "pictures in the collection": collection["pictures"],
    }


if __name__ == "__main__":
    main()
