"""What a visitor does on the page, with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Locator, Page

COIN = (80.0, 174.0, 124.0, 218.0)
STAGE = "svg.stage:not(.look)"  # where one draws; the closer look at an answer is a stage too, and stays under it
_ON_SCREEN = f"""([x, y]) => {{
  const stage = document.querySelector("{STAGE}");
  const point = new DOMPoint(x, y).matrixTransform(stage.getScreenCTM());
  return [point.x, point.y];
}}"""


class Visitor:
    """A window on the page.

    Attributes:
        complaints: errors that the page wrote into its console.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("console", lambda message: self._hear(message))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def come(self, where: str = "") -> None:
        """Open the page."""
        self.page.goto(f"{self.address}{where}")
        self.page.wait_for_selector("main h1")

    def choose(self, *files: Any) -> None:
        """Choose files at the start."""
        self.page.set_input_files(".start input[type=file]", [str(each) for each in files])

    def drag(self, *points: tuple[float, float]) -> None:
        """Press at the first point, let go at the last; pixels of the picture."""
        places = [self.page.evaluate(_ON_SCREEN, list(point)) for point in points]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=4)
        self.page.mouse.up()

    def draw(self, box: tuple[float, float, float, float] = COIN) -> None:
        """Draw a box and wait for the outline."""
        self.page.wait_for_selector(STAGE)
        self.drag((box[0], box[1]), (box[2], box[3]))
        self.outlined()

    def outlined(self) -> None:
        """Wait for the outline of what is drawn."""
        self.page.wait_for_selector(f"{STAGE}:not(.busy) .mask")

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def pick(self, label: str) -> None:
        """Choose one of several."""
        self.page.locator(".choice label", has_text=label).first.click()

    def run(self) -> int:
        """How many searches there were."""
        answers = self.page.locator(".answers")
        return int(answers.get_attribute("data-run") or 0) if answers.count() else 0

    def ended(self, after: int | None = None) -> None:
        """Wait until a search has ended, one later than `after`."""
        self.page.wait_for_selector(".answers")

        def over() -> bool:
            state = self.page.locator(".answers").get_attribute("data-state")
            return state == "ended" and (after is None or self.run() > after)

        assert self.until(over), "the search did not end"

    def until(self, holds: Callable[[], bool]) -> bool:
        """Wait for something to hold; False if it did not in half a minute."""
        for _ in range(600):
            if holds():
                return True
            self.page.wait_for_timeout(50)
        return False

    def asked(self, coins: Any) -> None:
        """Ask for the coins, in the folder, and wait."""
        self.come()
        self.choose(coins)
        self.draw()
        self.press("Find the same")
        self.ended()

    def level(self, share: float) -> None:
        """Move the slider, 0 strict to 1 lenient."""
        slider = self.page.locator(".ruler input")
        slider.fill(str(round(share * 240)))

    def tiles(self) -> list[str]:
        """The names of the answers that have it, in their order."""
        names: list[str] = self.page.locator(".gallery:not(.as-absent) .tile-open").evaluate_all(
            "all => all.map(each => each.getAttribute('aria-label').split(':')[0])"
        )
        return names

    def tile(self, name: str) -> Locator:
        """The first answer of a picture."""
        return self.page.locator(f".tile-open[aria-label^='{name}']").first
