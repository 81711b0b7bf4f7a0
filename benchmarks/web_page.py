"""What somebody waits for at the page, in a Chromium, on a picture of a megapixel.

    python benchmarks/web_page.py PICTURE --box 80 174 124 218 --folder PICTURES --out results/web/page.json

Starts `seesame serve` on the loopback with the folder PICTURES. Each round is a new window: the picture, made a
megapixel of another content each time, is dropped, a box is drawn at once, and the picture asked for it; then it is
asked again with another reference; then two finds are judged. From the folder a yes and a no are timed too, all its
pictures being asked again. First paint is that of a browser that has nothing of the page yet.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import report
from PIL import Image
from stopwatch import milliseconds
from web_load import Server

from seesame.errors import require

MEGAPIXEL = 1_000_000
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
)
PLACE = """([x, y]) => {
  const point = new DOMPoint(x, y).matrixTransform(document.querySelector("svg.stage").getScreenCTM());
  return [point.x, point.y];
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
JUDGE = """() => {
  const all = [...document.querySelectorAll(".as-things .tile-open")];
  all.at(0).dispatchEvent(new KeyboardEvent("keydown", { key: "y", bubbles: true }));
  all.at(-1).dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
}"""


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--box", type=float, nargs=4, required=True, help="a thing in it, pixels")
    parser.add_argument("--folder", type=Path, required=True, help="the folder that is opened with the server")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    chromium = os.environ.get("SEESAME_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as library:
        server = Server(chosen.folder, Path(library), workers=2, remember=1024)
        server.start()
        try:
            with require("playwright.sync_api", "browser").sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=FLAGS.split())
                spent: dict[str, list[float]] = {}
                for number in range(chosen.rounds):
                    measure(browser, server, chosen, number, spent)
        finally:
            server.end(signal.SIGTERM)
    figures = {
        "milliseconds, median": {step: milliseconds(each) for step, each in spent.items()},
        "milliseconds, worst": {step: milliseconds(each, 100) for step, each in spent.items()},
        "rounds": chosen.rounds,
        "pictures in the folder": len(list(chosen.folder.iterdir())),
        "programs that ran, mean of a minute": round(os.getloadavg()[0], 1),
    }
    report.write(figures, chosen)


def measure(
    browser: Any, server: Server, chosen: argparse.Namespace, number: int, spent: dict[str, list[float]]
) -> None:
    """One round; what each step took is added to `spent`, seconds."""
    window = browser.new_context(viewport={"width": 1360, "height": 860}, reduced_motion="reduce")
    window.set_default_timeout(120_000)
    page = window.new_page()

    def took(step: str, began: float) -> None:
        spent.setdefault(step, []).append(time.perf_counter() - began)

    began = time.perf_counter()
    page.goto(server.address.removesuffix("api/v1"))
    page.wait_for_selector(".start h1")
    took("from opening to the start", began)
    spent.setdefault("first paint", []).append(page.evaluate(PAINT) / 1000)
    with tempfile.TemporaryDirectory() as place:
        picture, scale = megapixel(chosen.picture, Path(place), number)
        box = [side * scale for side in chosen.box]
        began = time.perf_counter()
        page.set_input_files(".start input[type=file]", picture)
        page.wait_for_selector("svg.stage")
        drawn = draw(page, box)
        page.get_by_role("button", name="Find the same").click()
        page.locator(".choice label", has_text="My pictures").click()
        page.wait_for_selector(".tile .mask")
        took("from drop to first masks", began)
        spent.setdefault("of these, from box to outline", []).append(drawn)
    settle(page, run_of(page) - 1)
    second(page, took)
    judge(page, "a yes and a no, one picture", took)
    run = run_of(page)
    page.locator(".choice label", has_text="Folder").click()
    settle(page, run)
    judge(page, "a yes and a no, the folder", took)
    window.close()


def megapixel(path: Path, place: Path, number: int) -> tuple[Path, float]:
    """The picture at a megapixel, as a JPEG; `number` is in its content, so that the server never saw it before."""
    picture = Image.open(path).convert("RGB")
    scale = (MEGAPIXEL / (picture.width * picture.height)) ** 0.5
    large = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BICUBIC)
    large.putpixel((0, 0), (number, number, number))
    large.save(place / f"{number}.jpg", quality=95 - number)
    return place / f"{number}.jpg", scale


def draw(page: Any, box: list[float]) -> float:
    """Draw a box; seconds from letting go to the outline."""
    corners = [page.evaluate(PLACE, corner) for corner in (box[:2], box[2:])]
    page.mouse.move(*corners[0])
    page.mouse.down()
    page.mouse.move(*corners[1])
    page.mouse.up()
    began = time.perf_counter()
    page.wait_for_selector("svg.stage:not(.busy) .mask")
    return time.perf_counter() - began


def second(page: Any, took: Any) -> None:
    """Ask the picture again, with what is in its middle as another reference."""
    page.locator(".tile-open").first.click()
    page.get_by_role("button", name="Draw one like this").click()
    page.wait_for_selector("dialog[aria-label='Show what is meant'] svg.stage")
    page.keyboard.press("Enter")
    page.wait_for_selector("svg.stage:not(.busy) .mask")
    run = run_of(page)
    began = time.perf_counter()
    page.get_by_role("button", name="Use as reference").click()
    settle(page, run)
    took("second question on the same picture", began)


def judge(page: Any, step: str, took: Any) -> None:
    """Say yes to the first find and no to the last one; until the list is in order again."""
    page.locator(".choice label", has_text="Things").click()
    page.wait_for_selector(".as-things .tile-open")
    run = run_of(page)
    began = time.perf_counter()
    page.evaluate(JUDGE)
    settle(page, run)
    took(step, began)


def settle(page: Any, after: int) -> None:
    """Wait until a later search than that one has ended."""
    while run_of(page) <= after or page.locator(".answers").get_attribute("data-state") != "ended":
        page.wait_for_timeout(10)


def run_of(page: Any) -> int:
    """The number of the search that is shown."""
    return int(page.locator(".answers").get_attribute("data-run"))


if __name__ == "__main__":
    main()
