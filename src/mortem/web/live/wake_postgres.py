"""PostgreSQL: one connection of each process listens to what any of them has committed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from mortem.web import bell

if TYPE_CHECKING:
    from mortem.web.live.tail import Tail

_log = logging.getLogger("mortem.live")
TRIED_AGAIN_AFTER = 2.0  # seconds


async def wake(tail: Tail) -> None:
    """Wake the rooms that the database names; after a lost connection, all of them."""
    import psycopg  # noqa: PLC0415 - there only with the extra of that name

    while True:
        try:
            listening = await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)
            async with listening:
                for channel in (bell.CHANNEL, bell.PRESENCE):
                    await listening.execute(f"LISTEN {channel}")
                tail.wake_all()
                async for notice in listening.notifies():
                    if notice.channel == bell.PRESENCE:
                        tail.others_said(notice.payload)
                    else:
                        tail.wake((UUID(notice.payload),))
        except psycopg.OperationalError as error:
            _log.warning("The connection that listens for changes was lost: %s", error)
            await asyncio.sleep(TRIED_AGAIN_AFTER)


def _parameters() -> dict[str, Any]:
    """Return what Django connects with, less what only its own connections understand."""
    known = connection.get_connection_params()
    return {name: known[name] for name in known if name not in {"cursor_factory", "context"}}
