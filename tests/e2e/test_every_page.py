"""Every page that a person can come to, by following links: accessible, and usable by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Look, Product, sign_in
from tests.e2e.going import go_by, press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, StorageState

# One page of each kind is enough: an address is a kind once its identifiers are taken out.
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_DOWNLOADS = (
    "/export/",
    "/static/",
    "/api/",
    "/original/",
    "/everything/",
    "/notebook/file/",
    "/csv/",
)
FOCUSABLE = """() => {
  const visible = (e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0;
  const seen = new Set(), found = [];
  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (!visible(e) || e.type === "hidden" || e.closest('[inert]')) continue;
    const group = e.type === "radio" ? `${e.form?.action}#${e.name}` : null;
    if (group && seen.has(group)) continue;
    if (group) seen.add(group);
    found.push(e);
  }
  return found.length;
}"""
_REACHED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.tabbedTo ??= new Set();
  const key = e.type === "radio" ? `${e.form?.action}#${e.name}` : e;
  if (window.tabbedTo.has(key)) return "again";
  window.tabbedTo.add(key);
  const style = getComputedStyle(e), row = e.closest('label, .choice');
  const around = row ? getComputedStyle(row) : style;
  const ring = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0;
  return ring(style) || ring(around) || style.boxShadow !== "none" ? "shown" : `unseen ${e.outerHTML.slice(0, 120)}`;
}"""


class Furnished(NamedTuple):
    """A Mortem full of things, the cookies of its owner, and one address of each kind in it."""

    product: Product
    state: StorageState
    addresses: list[str]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Furnished]:
    """Return a Mortem with the example pair in it."""
    from tests.e2e.conftest import start_product, stop_product

    product = start_product(tmp_path_factory.mktemp("furnished") / "data")
    state = sign_in(browser, product)
    context = browser.new_context(base_url=product.url, storage_state=state)
    page = context.new_page()
    page.goto("/")
    go_by(page, page.get_by_role("button", name=re.compile("example", re.IGNORECASE)))
    write_of_oneself(page)
    addresses = pages(page)
    context.close()
    yield Furnished(product, state, addresses)
    stop_product(product)


def write_of_oneself(page: Page) -> None:
    """Leave a line in the notebook, and a story that was told once."""
    page.goto("/notebook/")
    page.locator("form.jot textarea").fill("Moved the queue without a pause")
    press(page, "Note it")
    page.goto("/stories/")
    page.locator("[name=title]").fill("The restore that took a night")
    press(page, "Begin it")
    page.locator("input[value=partly]").check()
    press(page, "I told it")


def kind_of(address: str) -> str:
    """Return an address without its identifiers, queries and fragments."""
    return _KEY.sub("…", urlsplit(address).path)


def pages(page: Page) -> list[str]:
    """Return one address of every kind that links lead to from the first page."""
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop(0)
        if kind_of(address) in found or any(part in address for part in _DOWNLOADS):
            continue
        found[kind_of(address)] = address
        page.goto(address)
        links = page.locator("a[href^='/']").evaluate_all(
            "(all) => all.filter((a) => !a.download).map((a) => a.getAttribute('href'))"
        )
        waiting += links
    return sorted(found.values())


@pytest.mark.parametrize("look", [Look("light", 1280), Look("dark", 390)], ids=str)
def test_every_page_is_accessible(
    furnished: Furnished,
    browser: Browser,
    look: Look,
    assert_accessible: Callable[[Page], None],
) -> None:
    context = browser.new_context(
        base_url=furnished.product.url,
        storage_state=furnished.state,
        color_scheme=look.scheme,  # type: ignore[arg-type]
        viewport={"width": look.width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    assert len(furnished.addresses) > 20, furnished.addresses
    complaints = [
        why
        for address in furnished.addresses
        if (why := complaint(page, address, assert_accessible))
    ]
    context.close()
    assert complaints == []


def complaint(page: Page, address: str, check: Callable[[Page], None]) -> str:
    """Return what the check says against a page; nothing for a good one."""
    page.goto(address)
    open_everything(page)
    try:
        check(page)
    except AssertionError as error:
        return str(error)
    return ""


def open_everything(page: Page) -> None:
    """Unfold what is folded, so that nothing hides from the check."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")


def test_every_page_works_by_keyboard(furnished: Furnished, browser: Browser) -> None:
    """Tab reaches everything that can be used, and shows where it is."""
    context = browser.new_context(base_url=furnished.product.url, storage_state=furnished.state)
    page = context.new_page()
    for address in furnished.addresses:
        page.goto(address)
        wanted = page.evaluate(FOCUSABLE)
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        reached = tab_through(page, wanted)
        assert (address, reached.count("shown")) == (address, wanted), reached
    context.close()


def tab_through(page: Page, wanted: int) -> list[str]:
    """Press Tab until everything was reached, or for long enough."""
    heard: list[str] = []
    for _ in range(4 * wanted + 20):  # a date takes several steps
        page.keyboard.press("Tab")
        said = page.evaluate(_REACHED)
        if said is not None:
            heard.append(said)
        if heard.count("shown") == wanted:
            break
    return [said for said in heard if said != "again"]
