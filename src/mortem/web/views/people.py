"""Who can be picked as an owner, as this reader sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.playbooks import playbook
from mortem.web import access
from mortem.web.forms.owned import People
from mortem.web.queries.people import AT_A_PRESS, names_here, names_in_book

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mortem.web.access import Seat


def people_for(request: HttpRequest, seat: Seat) -> People:
    """Return the reader and the names around them. In a personal review there is nobody to ask for.

    The whole address book is offered only to those whose book it is.
    """
    user = access.user_of(request)
    me = user or (seat.me.name if seat.me else "")
    if user is not None and seat.facilitates and playbook(seat.review.context).personal:
        return People(me=me, alone=True)
    own = {user.name if user else me}
    here = [name for name in names_here(seat.review, without=user) if name not in own]
    book = [name for name in names_in_book(seat.review, user) if name not in own]
    return People(
        me=me,
        names=tuple(here[:AT_A_PRESS]),
        book=tuple(dict.fromkeys([*here, *book])),
    )
