"""A door into a review, as those who open it may see and pass it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from mortem.web import links
from mortem.web.models import Share
from mortem.web.operations.shares import code_of, token_of
from mortem.web.qr import qr_picture
from mortem.web.queries.shares import open_shares

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from mortem.web.models import Review


@dataclass(frozen=True, slots=True)
class Door:
    """A share that still opens: its link, and its six letters when it has some."""

    share: Share
    link: str
    code: str

    @property
    def spelled(self) -> str:
        """Return the letters as one reads them aloud: three and three."""
        return f"{self.code[:3]} {self.code[3:]}".strip()

    @property
    def address(self) -> str:
        """Return where the letters are typed, without what every browser adds by itself."""
        return links.absolute(reverse("join")).removeprefix("http://").removeprefix("https://")

    @property
    def qr(self) -> SafeString:
        return qr_picture(self.link, gettext("QR code that opens this room on a phone"))


def door_of(share: Share) -> Door:
    """Return the door that a share is; only for those who may let others in."""
    link = links.absolute(reverse("join_by_link", args=[token_of(share)]))
    return Door(share, link, code_of(share))


def room_door(review: Review) -> Door | None:
    """Return the open room's door with its letters, or None while the room is closed."""
    rooms = open_shares(review, at=timezone.now()).filter(audience=Share.Audience.ROOM)
    share = rooms.first()
    return door_of(share) if share else None
