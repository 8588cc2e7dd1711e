"""What a person is called in the address books that know them."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from mortem.web.models import Owner

if TYPE_CHECKING:
    from mortem.web.models import User


def free_name(me: User, book: dict[str, Any]) -> str:
    """Return the person's name, with a number when a namesake is in the book already."""
    name = me.name or gettext("Me")
    taken = set(Owner.objects.filter(name__startswith=name, **book).values_list("name", flat=True))
    numbered = (f"{name} ({n})" for n in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def introduce(me: User) -> None:
    """Put the person's name where they were only “Me”, for want of one; other names stay."""
    nameless = re.compile(rf"(Me|{re.escape(gettext('Me'))})( \(\d+\))?")
    for owner in Owner.objects.filter(user=me).exclude(name=me.name):
        if nameless.fullmatch(owner.name):
            owner.name = free_name(me, {"keeper": owner.keeper_id, "team": owner.team_id})
            owner.save(update_fields=["name"])
