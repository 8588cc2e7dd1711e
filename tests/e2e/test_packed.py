"""A ZIP of two logs, one of them packed again: explored, starred and cited in a real browser."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from zstandard import ZstdCompressor

from tests.e2e.conftest import Look
from tests.e2e.going import go_by, press
from tests.e2e.test_exploring import BROKEN, NIGHT
from tests.e2e.test_looking_back_together import begin

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People


def night() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("web1/shop.log.zst", ZstdCompressor().compress(NIGHT.encode()))
        archive.writestr("var/log/a-rather-long-folder-name/db-primary-replica.log", BROKEN)
        archive.writestr("shot.png", b"\x89PNG\r\n\x1a\n\0\0")
        archive.writestr("older.zip", b"PK\x05\x06" + bytes(18))
    return made.getvalue()


@pytest.mark.parametrize("look", [Look(), Look("dark", 390)], ids=str)
def test_a_package_is_read_settled_explored_and_starred(
    people: People, look: Look, assert_accessible: Callable[[Page], None]
) -> None:
    page = people.window(look)
    begin(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "night.zip", "mimeType": "application/zip", "buffer": night()}
    )
    press(page, "Bring them")
    explore = page.get_by_role("link", name="Explore its rows")
    expect(explore).to_be_visible()
    expect(page.get_by_text("2 of its files ask the same.")).to_be_visible()
    assert_accessible(page)

    go_by(page, page.get_by_role("button", name="UTC", exact=True))
    rows = page.locator("#rows .rows > li")
    expect(explore.or_(rows).first).to_be_visible()
    if explore.is_visible():
        go_by(page, explore)
    expect(rows.first).to_be_visible()
    page.get_by_text("What is in it: 4 files").click()
    expect(page.get_by_text("lies packed within a package").last).to_be_visible()
    assert_accessible(page)

    files = page.locator(".files")
    go_by(page, files.get_by_role("link", name="1 row", exact=True))
    expect(rows).to_have_count(1)
    expect(page.get_by_text("Only rows of var/log")).to_be_visible()
    assert_accessible(page)
    go_by(page, rows.get_by_role("button", name="Star"))
    go_by(page, page.get_by_role("link", name="See it there"))
    cited = page.get_by_role("link", name="db-primary-replica.log, line 1")
    expect(cited).to_be_visible()
    assert_accessible(page)

    go_by(page, cited)
    expect(page.locator("#L1")).to_contain_text("no space left")
    assert_accessible(page)
    go_by(page, page.get_by_role("link", name="Back to the package"))
    expect(files.get_by_role("link", name="web1/shop.log.zst")).to_be_visible()
    assert_accessible(page)
