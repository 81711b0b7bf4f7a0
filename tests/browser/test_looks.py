"""Each main view, dark, light and on a phone: screenshots to look at, nothing that axe calls serious, no jumps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seesame import demo
from tests.browser.conftest import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.visitor import Visitor

WIDE = {"width": 1360, "height": 860}
PHONE = {"width": 360, "height": 740}
_JUMPS = """() => new Promise(go => {
  const watcher = new PerformanceObserver(() => {});
  watcher.observe({ type: "layout-shift", buffered: true });
  const jumps = () => watcher.takeRecords().filter(each => !each.hadRecentInput);
  setTimeout(() => go(jumps().reduce((sum, each) => sum + each.value, 0)), 50);
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_every_view(browser: Browser, server: str, looks: Path, scheme: Any, size: str) -> None:
    from tests.browser.visitor import Visitor

    context = browser.new_context(
        viewport=WIDE if size == "wide" else PHONE,  # type: ignore[arg-type]
        color_scheme=scheme,
        has_touch=size == "phone",
        is_mobile=size == "phone",
        device_scale_factor=2 if size == "phone" else 1,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    tab = Visitor(context.new_page(), server)
    serious: list[str] = []

    def seen(view: str) -> None:
        tab.page.screenshot(path=looks / f"{size}-{scheme}-{view}.png")
        serious.extend(f"{view}: {each}" for each in _serious(tab))

    _tour(tab, seen)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    context.close()
    assert serious == []
    assert tab.complaints == []


def _tour(tab: Visitor, seen: Any) -> None:
    page = tab.page
    tab.come()
    seen("1-start")
    tab.choose(demo.coins())
    tab.draw()
    seen("2-drawing")
    tab.press("Find the same")
    tab.ended()
    assert page.evaluate(_JUMPS) < 0.1
    tab.level(1)
    page.locator(".fold").click() if page.locator(".fold").count() else None
    page.wait_for_timeout(300)
    seen("3-answers")
    tab.pick("Things")
    run = tab.run()
    page.locator(".as-things .tile-open").first.press("y")
    page.locator(".as-things .tile-open").last.press("n")
    tab.ended(after=run)
    page.wait_for_timeout(300)
    seen("4-things")
    page.locator(".tile-open").first.click()
    page.keyboard.press("c")
    page.keyboard.press("w")
    page.wait_for_selector(".why .sheet img")
    seen("5-look")
    page.keyboard.press("Escape")
    tab.press("Take away")
    page.wait_for_selector(".lines code:has-text('seesame')")
    seen("6-away")
    page.keyboard.press("Escape")
    tab.press("Save as a card")
    page.get_by_label("Name", exact=True).fill("Coins of old")
    seen("7-save")
    page.keyboard.press("Enter")
    page.wait_for_selector(".note")
    page.goto(f"{tab.address}#cards")
    page.wait_for_selector(".card img")
    seen("8-cards")
    page.locator(".card-face").first.click()
    page.wait_for_selector(".one-card img")
    seen("9-card")
    page.goto(f"{tab.address}#pictures")
    page.wait_for_selector(".cell img")
    page.wait_for_timeout(400)
    seen("a-pictures")


def _serious(tab: Visitor) -> list[str]:
    """What axe finds serious or critical. It is handed over by the debugger, so the page's policy stays as it is."""
    import axe_playwright_python

    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    tab.page.evaluate(source + "; 0")
    found = tab.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
