"""Which page shows which phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core.record import Kind
from mortem.web.views.ahead import closed, imagine, plan, protect, rate, reveal, watch, write
from mortem.web.views.back import accounts, actions, causes, event, evidence, lessons, published

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from mortem.web.access import Seat

PAGES: dict[tuple[str, str], Callable[[HttpRequest, Seat], HttpResponse]] = {
    (Kind.PREMORTEM, "plan"): plan.page,
    (Kind.PREMORTEM, "imagine"): imagine.page,
    (Kind.PREMORTEM, "write"): write.page,
    (Kind.PREMORTEM, "reveal"): reveal.page,
    (Kind.PREMORTEM, "rate"): rate.page,
    (Kind.PREMORTEM, "protect"): protect.page,
    (Kind.PREMORTEM, "watch"): watch.page,
    (Kind.PREMORTEM, "closed"): closed.page,
    (Kind.POSTMORTEM, "event"): event.page,
    (Kind.POSTMORTEM, "accounts"): accounts.page,
    (Kind.POSTMORTEM, "evidence"): evidence.page,
    (Kind.POSTMORTEM, "causes"): causes.page,
    (Kind.POSTMORTEM, "lessons"): lessons.page,
    (Kind.POSTMORTEM, "actions"): actions.page,
    (Kind.POSTMORTEM, "published"): published.published,
    (Kind.POSTMORTEM, "closed"): published.closed,
}
