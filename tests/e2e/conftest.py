"""The real product in a real browser: `mortem serve` on a port of its own, and a Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.e2e.going import NOTE_LEAVING, arrive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Response,
        StorageState,
    )

BROWSERS = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome")
CALM = ("--no-sandbox", "--disable-background-networking", "--disable-gpu")
STARTS_WITHIN = 30  # seconds, on a busy machine
ANSWERS_WITHIN = 15_000  # milliseconds
HEIGHT = 900  # CSS pixels
NOT_MODIFIED = 304

expect.set_options(timeout=ANSWERS_WITHIN)


class Look(NamedTuple):
    """How a person looks at a page: the colour scheme and the width in CSS pixels."""

    scheme: str = "light"
    width: int = 1280


LOOKS = tuple(Look(scheme, width) for scheme in ("light", "dark") for width in (1280, 390))


@dataclass
class Product:
    """A running Mortem: where it is, where its data lies, and the link that signs in once."""

    url: str
    sign_in_url: str
    data: Path
    process: subprocess.Popen[str]

    def path(self, path: str) -> str:
        return f"{self.url}{path}"

    def read(self, path: str) -> str:
        """Fetch a page as a stranger without a browser."""
        with urlopen(self.path(path), timeout=STARTS_WITHIN) as answer:
            text: str = answer.read().decode()
        return text


def start_product(data: Path, *arguments: str, **environment: str) -> Product:
    """Start `mortem serve` on a free port and wait until it answers."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MORTEM_")}
    kept.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "mortem", "serve", "--data", str(data)]
    process = subprocess.Popen(
        [*command, "--port", "0", "--no-open", *arguments],
        env=kept | {"PYTHONUNBUFFERED": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    sign_in_url = _read_sign_in_url(process)
    url = sign_in_url.split("/sign-in/")[0]
    _wait_for(url)
    return Product(url, sign_in_url, data, process)


def _read_sign_in_url(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(line)
        if link := re.search(r"https?://\S+/sign-in/\S+", line):
            return link.group()
    process.communicate()
    raise AssertionError("Mortem ended without a sign-in link:\n" + "".join(heard))


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            urlopen(f"{url}/alive/", timeout=STARTS_WITHIN).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def stop_product(product: Product) -> None:
    product.process.terminate()
    product.process.communicate(timeout=STARTS_WITHIN)


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Return one running Mortem that the browser tests share."""
    running = start_product(tmp_path_factory.mktemp("product") / "data")
    yield running
    stop_product(running)


@pytest.fixture
def new_product(tmp_path: Path) -> Iterator[Callable[..., Product]]:
    """Return a starter of further Mortems, each with an empty data folder unless told."""
    started: list[Product] = []

    def start(*arguments: str, data: Path | None = None) -> Product:
        place = data or tmp_path / f"data{len(started)}"
        started.append(start_product(place, *arguments))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            stop_product(running)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the browser that `do.py` found, an installed one, or Playwright's own.

    It ends with this package: while it runs, its event loop would make Django refuse
    the database to other tests in the same process.
    """
    with sync_playwright() as playwright:
        named = os.environ.get("MORTEM_CHROMIUM")
        path = named or next(filter(None, map(shutil.which, BROWSERS)), None)
        running = playwright.chromium.launch(executable_path=path, args=CALM)
        yield running
        running.close()


@pytest.fixture(scope="package")
def signed_in(product: Product, browser: Browser) -> StorageState:
    """Return the cookies of this computer's own account; the link is used up once."""
    return sign_in(browser, product)


def sign_in(browser: Browser, product: Product) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(product.sign_in_url)
    if "/sign-in/" in page.url:  # opening a link never signs in: a button does
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
    state = context.storage_state()
    context.close()
    return state


@dataclass
class People:
    """Opens browser windows, one person each, and remembers what their pages complained about."""

    browser: Browser
    product: Product
    owner: StorageState
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def window(self, look: Look = LOOKS[0], *, signed_in: bool = True, **options: Any) -> Page:
        """Open a window of the account's owner, or of a stranger when not `signed_in`."""
        context = self.browser.new_context(
            **{
                "base_url": self.product.url,
                "color_scheme": look.scheme,
                "viewport": {"width": look.width, "height": HEIGHT},
                "storage_state": self.owner if signed_in else None,
                "locale": "en-GB",
                "timezone_id": "Europe/Berlin",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(ANSWERS_WITHIN)
        context.add_init_script(NOTE_LEAVING)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note_blocked)
        page.on("response", self._note_missing)
        return page

    def _note_blocked(self, message: ConsoleMessage) -> None:
        own = message.location["url"]  # axe, which styles what it measures, comes from nowhere
        if own and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def _note_missing(self, response: Response) -> None:
        if "/static/" in response.url and not response.ok and response.status != NOT_MODIFIED:
            self.complaints.append(f"{response.status} {response.url}")


@pytest.fixture
def people(browser: Browser, product: Product, signed_in: StorageState) -> Iterator[People]:
    """Return an opener of windows; a script error or a blocked resource fails the test."""
    opened = People(browser, product, signed_in)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.complaints == []


@pytest.fixture
def page(people: People) -> Page:
    """Return the owner's window: light, 1280 pixels wide."""
    return people.window()


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look.scheme}-{look.width}")
def look(request: pytest.FixtureRequest) -> Look:
    """Return each colour scheme at each width, one test after the other."""
    chosen: Look = request.param
    return chosen


@pytest.fixture
def page_in_every_look(people: People, look: Look) -> Page:
    """Return the owner's window in both colour schemes, at 1280 and at 390 pixels."""
    return people.window(look)


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Page], None]:
    """Return a check that axe finds nothing, and that nothing sticks out to the side.

    A page that is being left is not looked at: the check waits for the one that comes.
    """
    axe = Axe()

    def check(page: Page) -> None:
        arrive(page)
        found = axe.run(page, options={"resultTypes": ["violations"], "preload": False})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert beyond <= 0, f"{page.url} is {beyond} pixels wider than the window"

    return check
