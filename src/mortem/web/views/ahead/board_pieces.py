"""The board in pieces that are the same for all with one role: what its page shows and its stream sends.

A pile is made once for everything its look depends on (a Face), and kept: grouping one cause
makes two or three pieces, however large the board is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from mortem.core.playbooks import playbook
from mortem.core.record import Mode, Role
from mortem.web.live.difference import HERE
from mortem.web.permissions import may
from mortem.web.queries.turning import Waiting, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.forms import Form

    from mortem.web.models import Review
    from mortem.web.queries.board import Board, Pile, Shelf
    from mortem.web.queries.company import Company

LOOSE_AT_ONCE = 40
ON_A_SHELF = 30
FACES_KEPT = 4096
TOKEN = "token-of-this-page"  # noqa: S105 - stands where each page puts its own proof of origin
_PROOF = f'<input type="hidden" name="csrfmiddlewaretoken" value="{TOKEN}">'


@dataclass(frozen=True, slots=True)
class Label:
    """A theme as a button names it; `number` is its key, 0 for none."""

    pk: UUID
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What all piles of a board have in common for one role."""

    review: UUID
    themes: tuple[Label, ...]
    takes_part: bool
    facilitates: bool
    alone: bool
    personal: bool
    by_name: bool
    in_reveal: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A card on a pile or a cause, and its writer's name where it is kept and shown."""

    pk: UUID
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """All that the look of a pile depends on."""

    scene: Scene
    pk: UUID
    text: str
    theme: UUID | None
    elephant: bool
    paper_tiger: bool
    also: tuple[Words, ...]
    cards: tuple[Words, ...]
    writer: str
    taken_up: bool
    is_new: bool
    likely: UUID | None


def scene_of(review: Review, all_of_it: Board, role: Role, *, alone: bool) -> Scene:
    """Return what the piles of a board have in common for readers of this role."""
    return Scene(
        review=review.pk,
        themes=tuple(map(_label, all_of_it.shelves)),
        takes_part=may(role, Role.PARTICIPANT),
        facilitates=role is Role.FACILITATOR,
        alone=alone,
        personal=playbook(review.context).personal,
        by_name=review.mode != Mode.ANONYMOUS,
        in_reveal=review.phase == "reveal",
    )


def _label(shelf: Shelf) -> Label:
    return Label(shelf.theme.pk, shelf.theme.name, shelf.number)


def face_of(pile: Pile, scene: Scene) -> Face:
    """Return how a pile looks in a scene."""
    cause = pile.cause
    return Face(
        scene=scene,
        pk=cause.pk,
        text=cause.text,
        theme=cause.theme_id,
        elephant=cause.elephant,
        paper_tiger=cause.paper_tiger,
        also=_words(pile.also, scene),
        cards=_words(pile.cards, scene),
        writer=pile.writer if scene.by_name and not scene.personal else "",
        taken_up=pile.taken_up,
        is_new=pile.is_new and scene.in_reveal,
        likely=None if cause.theme_id else pile.likely,
    )


def _words(cards: Iterable[Any], scene: Scene) -> tuple[Words, ...]:
    return tuple(
        Words(
            card.pk, card.text, card.participant.name if scene.by_name and card.participant else ""
        )
        for card in cards
    )


@lru_cache(maxsize=FACES_KEPT)
def pile_html(face: Face) -> str:
    """Return a pile as HTML."""
    return _made("ahead/reveal_pile.html", {"face": face, "scene": face.scene})


@lru_cache(maxsize=FACES_KEPT)
def _kept(template: str, **context: Any) -> str:
    """Return a piece that depends on these plain values alone; made once and kept."""
    return _made(template, context)


def _made(template: str, context: dict[str, Any]) -> str:
    return render_to_string(template, {"csrf_token": TOKEN, **context}).strip()


@dataclass(frozen=True, slots=True)
class Shown:
    """Which part of a large board is shown: a page of what is loose, a shelf as a whole."""

    page: str | None = None
    shelf: str = ""


def pieces(
    review: Review,
    role: Role,
    all_of_it: Board,
    around: Company,
    shown: Shown | None = None,
) -> dict[str, dict[str, str]]:
    """Return the pieces of the board by list and by the id of each element, in their order."""
    shown = shown or Shown()
    scene = scene_of(review, all_of_it, role, alone=around.alone)
    loose = Paginator(all_of_it.loose, LOOSE_AT_ONCE).get_page(shown.page)
    context = {"review": review, "board": all_of_it, "company": around, "scene": scene}
    context |= {"loose": loose, "waiting": _waiting(review, all_of_it, role)}
    made = {HERE: _fixed(context), "loose": _piles(loose, scene)}
    on_shelf = [shelf for shelf in all_of_it.shelves if _is_shown(shelf, all_of_it, scene)]
    made["shelves"] = {
        f"shelf-box-{shelf.theme.pk}": _kept("ahead/reveal_shelf.html", theme=_label(shelf))
        for shelf in on_shelf
    }
    for shelf in on_shelf:
        made |= _shelf(shelf, scene, is_open=shown.shelf == str(shelf.theme.pk))
    if scene.takes_part:
        made["theme-list"] = {
            f"theme-{theme.pk}": _kept("ahead/reveal_theme.html", theme=theme, review=review.pk)
            for theme in scene.themes
        }
    return made


def pushed(
    review: Review, role: Role, all_of_it: Board, around: Company
) -> dict[str, dict[str, str]]:
    """Return the pieces as a stream sends them: each browser has its own proof of origin."""
    return {
        name: {key: html.replace(_PROOF, "") for key, html in held.items()}
        for name, held in pieces(review, role, all_of_it, around).items()
    }


def on_page(made: dict[str, dict[str, str]], token: str) -> dict[str, SafeString]:
    """Return the pieces put together for a page: by name of the list or of the single piece."""

    def safe(html: str) -> SafeString:
        return mark_safe(html.replace(TOKEN, token))  # noqa: S308 - made by our own templates

    def all_of(name: str) -> SafeString:
        return safe("".join(made.get(name, {}).values()))

    shelves = "".join(
        _made("ahead/reveal_shelf.html", _filled(name.removeprefix("shelf-box-"), all_of))
        for name in made["shelves"]
    )
    listed = {"loose": all_of("loose"), "theme_list": all_of("theme-list")}
    fixed = {key.replace("-", "_"): safe(html) for key, html in made[HERE].items()}
    return {**fixed, **listed, "shelves": safe(shelves)}


def _filled(key: str, all_of: Callable[[str], SafeString]) -> dict[str, Any]:
    parts = {part: all_of(f"{part}-{key}") for part in ("head", "on", "more")}
    return {"theme": {"pk": key}, **parts}


def with_wrong(
    made: dict[str, dict[str, str]], pile: Pile, scene: Scene, form: Form
) -> dict[str, dict[str, str]]:
    """Return the pieces with one pile open at a form that was not accepted."""
    key = f"cause-{pile.cause.pk}"
    context = {"face": face_of(pile, scene), "scene": scene, "wrong": form}
    html = _made("ahead/reveal_pile.html", context)
    return {
        name: {one: html if one == key else kept for one, kept in held.items()}
        for name, held in made.items()
    }


def _waiting(review: Review, all_of_it: Board, role: Role) -> Waiting:
    knows = role is Role.FACILITATOR and all_of_it.down
    return waiting(review, None) if knows else Waiting()


def _is_shown(shelf: Shelf, all_of_it: Board, scene: Scene) -> bool:
    return bool(shelf.piles) or (scene.takes_part and all_of_it.causes > 0)


def _fixed(context: dict[str, Any]) -> dict[str, str]:
    """Return the single pieces. What is empty, or depends on little, is made once and kept."""
    scene, all_of_it = context["scene"], context["board"]
    made = {
        "meter": _made("ahead/reveal_meter.html", context),
        "loose-head": _kept(
            "ahead/reveal_loose_head.html", scene=scene, is_any=bool(all_of_it.loose)
        ),
        "loose-more": _if_any(
            context["loose"].has_other_pages(), "ahead/reveal_loose_more.html", context
        ),
    }
    if scene.takes_part:
        made["same-thing"] = _kept(
            "ahead/reveal_pairs.html", pairs=_pairs(all_of_it), review=scene.review
        )
        made["aside"] = _if_any(all_of_it.aside, "ahead/reveal_aside.html", context)
        made["dock"] = _kept("ahead/reveal_dock.html", scene=scene)
    if scene.facilitates and scene.in_reveal:
        made["turn"] = _made("ahead/reveal_turn.html", context)
    return made


def _pairs(all_of_it: Board) -> tuple[tuple[Words, Words], ...]:
    """Return the causes that may be one, as they are shown."""
    return tuple(
        (Words(one.cause.pk, one.cause.text), Words(other.cause.pk, other.cause.text))
        for one, other in all_of_it.pairs
    )


def _if_any(there: object, template: str, context: dict[str, Any]) -> str:
    return _made(template, context) if there else _kept(template)


def _piles(piles: Page[Pile] | list[Pile], scene: Scene) -> dict[str, str]:
    return {f"cause-{pile.cause.pk}": pile_html(face_of(pile, scene)) for pile in piles}


def _shelf(shelf: Shelf, scene: Scene, *, is_open: bool) -> dict[str, dict[str, str]]:
    """Return the head of a theme, its piles, and the way to those that are too many to show."""
    key, count = shelf.theme.pk, len(shelf.piles)
    shown = shelf.piles if is_open else shelf.piles[:ON_A_SHELF]
    told = {"theme": _label(shelf), "count": count}
    more = _kept("ahead/reveal_shelf_more.html", **told, rest=count - len(shown))
    return {
        f"head-{key}": {f"shelf-{key}": _kept("ahead/reveal_shelf_head.html", **told)},
        f"on-{key}": _piles(shown, scene),
        f"more-{key}": {f"rest-{key}": more},
    }
