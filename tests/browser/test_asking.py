"""From a picture to answers, and what is taken away of them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from seesame import demo
from tests.browser.visitor import COIN, STAGE

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor


@pytest.fixture
def asked(tab: Visitor) -> Visitor:
    """A visitor who has asked for the coins in the folder."""
    tab.asked(demo.coins())
    return tab


def test_box_to_hits_with_masks(asked: Visitor) -> None:
    assert asked.tiles()[0] == "coins.png"
    title = asked.page.locator(".answers-title").inner_text()
    count = int(title.split()[0])
    assert count >= 20, title
    assert asked.page.locator(".gallery:not(.as-absent) .mask").count() == count
    drawn = asked.page.locator(".tile .mask .fill").first.get_attribute("d") or ""
    assert drawn.count("L") > 12, "a mask is more than its box"
    assert "Probably not here" in asked.page.locator(".absent").inner_text()


def test_masks_can_be_hidden_and_the_level_moved(asked: Visitor) -> None:
    asked.page.keyboard.press("m")
    asked.page.wait_for_selector(".tile .mask", state="detached")
    asked.page.keyboard.press("m")
    asked.page.wait_for_selector(".tile .mask")
    asked.level(1)
    asked.page.wait_for_selector(".tile-open[aria-label^='coffee']")
    lenient = len(asked.tiles())
    asked.level(0)
    asked.page.wait_for_selector(".tile-open[aria-label^='coffee']", state="detached")
    assert len(asked.tiles()) < lenient


def test_the_outline_is_corrected_by_strokes(tab: Visitor) -> None:
    from playwright.sync_api import expect

    tab.come()
    tab.choose(demo.coins())
    tab.draw()
    mask = tab.page.locator(".stage .mask .fill")
    before = mask.get_attribute("d")
    tab.pick("Take off")
    tab.drag((84, 205), (120, 205), (120, 214), (84, 214))
    expect(mask).not_to_have_attribute("d", before)
    tab.press("Undo")
    tab.page.wait_for_selector(".hint:has-text('whole thing')")
    expect(mask).to_have_attribute("d", before)


def test_everything_by_keyboard(tab: Visitor) -> None:
    from playwright.sync_api import expect

    page = tab.page
    tab.come()
    tab.choose(demo.coins())
    page.wait_for_selector(STAGE)
    page.locator(STAGE).focus()
    page.keyboard.press("Enter")
    tab.outlined()
    box = page.locator(f"{STAGE} .drawn").last
    for key in ("ArrowLeft", "Shift+ArrowUp", "Alt+ArrowDown"):
        before = box.get_attribute("d") or ""
        page.keyboard.press(key)
        expect(box).not_to_have_attribute("d", before)
    tab.outlined()
    page.keyboard.press("Enter")
    tab.ended()
    tab.level(1)
    page.locator(".tile-open").first.focus()
    page.keyboard.press("y")
    page.wait_for_selector(".tile.said-yes .mask.yes")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.look")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    page.keyboard.press("?")
    page.wait_for_selector("table.keys")


def test_what_is_drawn_is_used_once_its_outline_is_there(tab: Visitor) -> None:
    page, held = tab.page, []
    page.route("**/api/v1/outline", lambda route: held.append(route))
    tab.come()
    tab.choose(demo.coins())
    page.wait_for_selector(STAGE)
    tab.drag(COIN[:2], COIN[2:])
    tab.press("Find the same")
    page.wait_for_selector(".hint:has-text('then asking')")
    assert not tab.run()
    held[0].continue_()
    tab.ended()
    page.wait_for_selector(".references .example .mask")
    assert tab.tiles()[0] == "coins.png"


def test_yes_and_no_change_the_order(asked: Visitor) -> None:
    asked.level(1)
    asked.pick("Things")
    asked.page.wait_for_selector(".as-things .tile-open[aria-label^='coffee']")
    before = _scores(asked)
    for name, key in (("coins", "y"), ("astronaut", "n"), ("coffee", "n")):
        asked.tile(name).press(key)
    asked.page.locator(".tile-open[aria-label^='coins']").nth(1).press("y")
    asked.page.wait_for_selector(".level:has-text('Yes and no were heeded')")

    def heeded() -> bool:
        now = _scores(asked)
        return now.get("coins.png", 0) > before["coins.png"] and now.get("coffee.png", 0) < before["coffee.png"]

    assert asked.until(heeded)
    asked.press("Forget yes and no")
    asked.page.wait_for_selector(".taught", state="detached")
    assert asked.until(lambda: _scores(asked) == before)


def test_closer_look_and_why(asked: Visitor) -> None:
    from playwright.sync_api import expect

    asked.tile("coins").click()
    page = asked.page
    page.wait_for_selector("dialog.look .stage .mask")
    whole = page.locator(".stage").get_attribute("viewBox") or ""
    page.keyboard.press("+")
    expect(page.locator(".stage")).not_to_have_attribute("viewBox", whole)
    page.keyboard.press("c")
    page.wait_for_selector(".beside .picture")
    page.keyboard.press("w")
    page.wait_for_selector(".why .parts .sum")
    assert "Found" in page.locator(".why").inner_text()
    page.wait_for_selector(".why .sheet img")


def test_saves_a_card_and_asks_with_it(asked: Visitor) -> None:
    page = asked.page
    asked.press("Save as a card")
    page.get_by_label("Name", exact=True).fill("Coins")
    page.keyboard.press("Enter")
    page.wait_for_selector(".note:has-text('Saved: Coins')")
    page.goto(f"{asked.address}#cards")
    page.wait_for_selector(".card:has-text('Coins')")
    page.locator(".card-face").first.click()
    page.wait_for_selector(".one-card h1:has-text('Coins')")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    from seesame.card import read_card

    assert len(read_card(Path(kept.value.path())).references) == 1
    asked.press("Ask with it")
    page.locator(".message .button.first").click()
    asked.ended()
    assert asked.tiles()[0] == "coins.png"


def test_coco_is_read_by_pycocotools(asked: Visitor, tmp_path: Path) -> None:
    from pycocotools.coco import COCO

    file = tmp_path / "results.json"
    file.write_bytes(_taken(asked, "coco"))
    results = json.loads(file.read_text())
    assert results["images"] and results["annotations"]
    coco = COCO(str(file))
    rows = coco.loadAnns(coco.getAnnIds())
    assert len(rows) == int(asked.page.locator(".answers-title").inner_text().split()[0])
    assert all(coco.annToMask(row).any() for row in rows)


def test_other_files_and_lines_are_taken_away(asked: Visitor) -> None:
    cutouts = zipfile.ZipFile(io.BytesIO(_taken(asked, "cutouts")))
    first = Image.open(io.BytesIO(cutouts.read(next(name for name in cutouts.namelist() if name.endswith(".png")))))
    assert first.mode == "RGBA"
    assert {0, 255} <= set(np.unique(np.asarray(first)[..., 3]).tolist())
    csv = _taken(asked, "csv").decode()
    assert csv.count("coins.png") >= 20
    asked.press("Take away")
    asked.page.wait_for_selector(".lines code:has-text('seesame find')")
    assert "from seesame" in asked.page.locator(".lines code").nth(1).inner_text()


def test_another_reference_and_a_negative_from_a_result(asked: Visitor) -> None:
    page = asked.page
    asked.tile("coins").click()
    asked.press("Draw one like this")
    asked.draw((311, 15, 364, 71))
    asked.press("Use as reference")
    page.wait_for_selector(".references .example >> nth=1")
    asked.ended(after=1)
    asked.tile("coins").click()
    asked.press("Draw one that is not")
    asked.draw((18, 233, 74, 289))
    asked.press("Not like this")
    page.wait_for_selector(".negatives .example")
    asked.ended(after=2)
    assert page.locator(".references .example").count() == 2


def test_a_search_is_stopped(tab: Visitor, shared_data: Path) -> None:
    many = sorted((shared_data / "mandarin").rglob("*.webp"))[:24]
    tab.come()
    tab.choose(*many)
    tab.page.wait_for_selector(STAGE)
    tab.page.wait_for_selector(".note:has-text('Taking in')", state="detached")
    tab.press("Whole picture")
    tab.pick("My pictures")
    tab.page.wait_for_selector(".status:has-text('of 24')")
    tab.page.wait_for_selector(".tile, .absent")
    tab.press("Stop")
    tab.page.wait_for_selector(".status:has-text('Stopped')")
    waiting = _ready(tab)
    assert waiting["running"] + waiting["waiting"] <= 2


def test_pictures_that_come_in_begin_no_search_that_was_stopped(tab: Visitor, folder: Path) -> None:
    page, uploads = tab.page, []

    def hold_the_third(route: Any) -> None:
        uploads.append(route)
        if len(uploads) < 3:
            route.continue_()

    page.route("**/api/v1/pictures?*", hold_the_third)
    page.route("**/api/v1/search", lambda route: None)
    tab.come()
    tab.choose(folder / "coins.png", folder / "coffee.png", folder / "rocket.jpg")
    tab.draw()
    tab.press("Find the same")
    tab.pick("My pictures")
    tab.press("Stop")
    page.wait_for_selector(".status:has-text('Stopped')")
    run = tab.run()
    uploads[-1].continue_()
    page.wait_for_selector(".note:has-text('Taking in')", state="detached")
    page.wait_for_timeout(300)
    assert tab.run() == run


def _ready(tab: Visitor) -> Any:
    tab.page.wait_for_timeout(1500)
    return tab.page.request.get(f"{tab.address}api/v1/ready").json()


def _scores(asked: Visitor) -> dict[str, float]:
    """The best score of each picture, in the order of the things."""
    labels: list[str] = asked.page.locator(".gallery:not(.as-absent) .tile-open").evaluate_all(
        "all => all.map(each => each.getAttribute('aria-label'))"
    )
    scores: dict[str, float] = {}
    for label in labels:
        name, _, rest = label.partition(":")
        scores.setdefault(name, float(rest.split("score ")[1].split(",")[0]))
    return scores


def _taken(asked: Visitor, kind: str) -> bytes:
    asked.press("Take away")
    with asked.page.expect_download() as download:
        asked.page.locator(f"[data-format={kind}]").click()
    content = Path(download.value.path()).read_bytes()
    asked.page.keyboard.press("Escape")
    asked.page.wait_for_selector("dialog", state="detached")
    return content
