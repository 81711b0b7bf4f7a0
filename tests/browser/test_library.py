"""The folder, the collection, the camera, ways in."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from seesame import demo
from tests.browser.visitor import STAGE

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

_DROP = """async ([text, name, how]) => {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/png" }));
  const event = how === "drop"
    ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
}"""


@pytest.mark.parametrize("how", ["drop", "paste"])
def test_a_picture_comes_in(tab: Visitor, how: str) -> None:
    tab.come()
    tab.page.evaluate(_DROP, [base64.b64encode(demo.coins().read_bytes()).decode(), "coins.png", how])
    tab.page.wait_for_selector(f"{STAGE} image")


def test_the_camera(tab: Visitor) -> None:
    tab.come()
    tab.press("Camera")
    tab.page.wait_for_selector("video.camera")
    tab.page.wait_for_timeout(1000)
    tab.press("Take the picture")
    tab.page.wait_for_selector(f"{STAGE} image")


def test_a_file_that_is_no_picture_is_told(tab: Visitor, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.png"
    wrong.write_text("no picture")
    tab.come()
    tab.choose(wrong)
    tab.page.wait_for_selector(".note.wrong")
    tab.complaints.clear()  # the browser tells of the refusal, as it should


def test_a_picture_is_picked_from_the_folder(tab: Visitor) -> None:
    tab.come()
    tab.press("From the folder")
    tab.page.wait_for_selector("dialog .cell img")
    tab.page.get_by_label("Filter by name").fill("coins")
    tab.page.wait_for_selector("dialog .cell[aria-setsize='1']")
    tab.page.get_by_role("button", name="Draw on coins.png").click()
    tab.page.wait_for_selector(f"{STAGE} image")
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_selector("dialog", state="detached")


def test_a_hundred_thousand_pictures_are_a_few_cells(tab: Visitor) -> None:
    def page_of(route: object, request: object) -> None:
        from urllib.parse import parse_qs, urlsplit

        asked = parse_qs(urlsplit(request.url).query)  # type: ignore[attr-defined]
        offset = int(asked["offset"][0])
        pictures = [
            {
                "id": f"f-{n}",
                "name": f"{n}.jpg",
                "width": None,
                "height": None,
                "bytes": 1,
                "failed": None,
                "version": "1",
            }
            for n in range(offset, min(offset + 100, 100_000))
        ]
        told = {"pictures": pictures, "total": 100_000, "offset": offset, "version": "1"}
        route.fulfill(json=told)  # type: ignore[attr-defined]

    tab.page.route("**/folder/pictures?*", page_of)
    tab.page.route("**/thumbnail*", lambda route: route.fulfill(path=demo.coins()))
    tab.come("#pictures")
    tab.page.wait_for_selector(".cell button")
    tab.page.locator(".browser").evaluate("each => { each.scrollTop = each.scrollHeight; }")
    tab.page.wait_for_selector(".cell button[aria-label='Draw on 99999.jpg']")
    assert tab.page.locator(".cell").count() < 150


def test_the_folder_is_put_into_the_collection_and_asked(tab: Visitor) -> None:
    pytest.importorskip("lancedb")
    page = tab.page
    tab.come("#pictures")
    page.wait_for_selector(".cell img")
    tab.press("Put the folder into the collection")
    page.wait_for_selector(".job .progress")
    tab.press("Cancel")
    page.wait_for_selector(".job.cancelled")
    tab.press("Put the folder into the collection")
    page.wait_for_selector(".job.done")
    page.wait_for_selector(".choice label:has-text('Collection')")
    tab.pick("Collection")
    page.wait_for_selector(".status:has-text('regions')")
    page.goto(f"{tab.address}#ask")
    page.wait_for_selector(".start")
    tab.choose(demo.coins())
    tab.draw()
    tab.press("Find the same")
    tab.ended()
    tab.pick("Collection")
    tab.ended()
    page.wait_for_selector(".tile:not(.estimated) .tile-open[aria-label^='coins.png']")
