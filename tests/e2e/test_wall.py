"""The wall of a meeting room: it follows by itself, fills the screen, and all can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Look
from tests.e2e.test_room import begin, move_on, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import People

WALLS = [Look(scheme, width) for scheme in ("light", "dark") for width in (1920, 1280, 390)]
FURTHEST = 28  # pixels: a letter that is read across a room at 1920


@pytest.mark.parametrize("look", WALLS, ids=str)
def test_the_wall_follows_and_can_be_read(
    people: People, look: Look, assert_accessible: Callable[[Page], None]
) -> None:
    desk, wall = people.window(), people.window(look)
    review = begin(desk)
    wall.goto(f"{review}present/")
    expect(wall.locator(".wall-door svg.qr")).to_be_visible()
    assert_accessible(wall)
    desk.goto(review)
    move_on(desk, "imagine")
    expect(wall.locator("h1")).to_contain_text("The migration failed")
    move_on(desk, "write")
    expect(wall.locator(".ring")).to_be_visible()
    write(desk, "Nobody restored a backup")
    expect(wall.locator("#stage")).to_contain_text("One card so far")
    expect(wall.locator("#stage")).not_to_contain_text("Nobody restored a backup")
    assert_accessible(wall)
    move_on(desk, "reveal")
    expect(wall.locator(".wall-card")).to_have_text(["Nobody restored a backup"])
    assert_accessible(wall)
    assert wall.url.endswith("/present/")


def test_what_the_wall_says_is_large(people: People) -> None:
    desk, wall = people.window(), people.window(Look("light", 1920))
    wall.goto(f"{begin(desk)}present/")
    sizes = wall.locator("#stage :is(h1, p)").evaluate_all(
        "(all) => all.map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert [size for size in sizes if size < FURTHEST] == []


def test_f_fills_the_screen_and_gives_it_back(people: People) -> None:
    desk = people.window()
    desk.goto(f"{begin(desk)}present/")
    button = desk.locator("#full-screen")
    desk.keyboard.press("f")
    expect(button).to_have_attribute("aria-pressed", "true")
    desk.keyboard.press("f")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_the_risks_carry_the_numbers_by_which_they_are_spoken_of(people: People) -> None:
    desk = people.window()
    review = begin(desk)
    desk.goto(review)
    for phase in ("imagine", "write"):
        move_on(desk, phase)
    for text in ("Nobody restored a backup", "The rollback ends early"):
        write(desk, text)
    for phase in ("reveal", "rate"):
        move_on(desk, phase)
    for steps in desk.locator(".scale-steps").all():
        steps.locator("label").nth(3).click()
    move_on(desk, "protect")
    desk.goto(f"{review}present/")
    marks = desk.locator(".wall-list li").evaluate_all(
        "(all) => all.map((li) => [li.value, getComputedStyle(li).listStyleType])"
    )
    assert marks == [[1, "decimal"], [2, "decimal"]]
