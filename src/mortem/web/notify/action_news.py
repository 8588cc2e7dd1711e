"""What is told of an action: a line or two for people, and the same as values for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mortem.core.action_news import ActionEvent
from mortem.core.record import ActionState, Verdict
from mortem.web import words
from mortem.web.notify.channels import Message

if TYPE_CHECKING:
    from datetime import date

    from mortem.web.models import ActionItem, ActionNews


def message(news: ActionNews, *, link: str) -> Message:
    """Return one message: what happened, and how the action stands now."""
    item = news.action
    title = f"{_title(ActionEvent(news.event))}: {' '.join(item.text.split())[:200]}"
    data = {"event": f"action.{news.event}", "action": _values(item)}
    return Message(title, "\n".join(_lines(item, news.event)), link, news.pk.hex, data)


def _title(event: ActionEvent) -> str:
    return {
        ActionEvent.AGREED: _("Agreed"),
        ActionEvent.CHANGED: _("Changed"),
        ActionEvent.DONE: _("Done"),
        ActionEvent.REOPENED: _("Open again"),
        ActionEvent.PARKED: _("Parked"),
        ActionEvent.DECLINED: _("Not doing it"),
        ActionEvent.JUDGED: _("Did it work?"),
    }[event]


def _lines(item: ActionItem, event: str) -> list[str]:
    lines = [_("From “%(title)s”") % {"title": item.review.title}]
    if item.owner is not None:
        lines.append(_("Who: %(name)s") % {"name": item.owner.name})
    if item.due_date is not None:
        lines.append(_("Until: %(day)s") % {"day": date_format(item.due_date, "l, j F")})
    if event == ActionEvent.DECLINED and item.declined_reason:
        lines.append(_("Because: %(reason)s") % {"reason": item.declined_reason})
    if event == ActionEvent.JUDGED and item.verdict:
        lines.append(f"{words.VERDICT[Verdict(item.verdict)]}. {item.verdict_note}".strip())
    return lines


def _values(item: ActionItem) -> dict[str, object]:
    """Return an action as a program takes it; days are ISO 8601, what is not said is empty or null."""
    return {
        "id": str(item.pk),
        "review": {"id": str(item.review_id), "title": item.review.title},
        "text": item.text,
        "state": str(ActionState(item.state)),
        "owner": item.owner.name if item.owner is not None else "",
        "due": _day(item.due_date),
        "measure": item.measure,
        "check": _day(item.check_date),
        "declined_because": item.declined_reason,
        "verdict": item.verdict,
        "verdict_note": item.verdict_note,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
