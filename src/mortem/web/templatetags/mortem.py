"""Words for states, and the kind questions about an action item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from mortem.core import despair
from mortem.core.action_item import questions
from mortem.core.blameless.kindness import harsh
from mortem.core.record import ActionState, Strength
from mortem.web import words as all_words
from mortem.web.models import ChannelForm
from mortem.web.notify.signing import secret_of
from mortem.web.queries.records import action_of, contest_of
from mortem.web.views.charts import small_chart

if TYPE_CHECKING:
    from django.template import Context

    from mortem.core.record import Contest
    from mortem.web.models import ActionItem, Channel, Watch
    from mortem.web.views.charts import Chart

register = template.Library()

MOST_NUDGES = 2
_AHEAD = {"protect", "watch"}
_OPEN = {ActionState.IDEA, ActionState.COMMITTED}
_WEAK = "This relies on people remembering. Is there a way the system itself prevents it?"


@register.simple_tag(takes_context=True)
def word(context: Context, state: str, of: str) -> str:
    """Return the words for a state: `{% word item.kind "ACTION_KIND" %}`."""
    found = all_words.said(of, personal=_is_personal(context))
    return next((str(told) for one, told in found.items() if one == state), state)


def _is_personal(context: Context) -> bool:
    book = context.get("playbook")
    return bool(book and book.personal)


@register.filter
def signing_secret(channel: Channel) -> str:
    """Return the secret with which messages to a program are signed; nothing for other channels."""
    return secret_of(channel) if channel.form == ChannelForm.JSON else ""


@register.simple_tag(takes_context=True)
def contests_of(context: Context, subject: object) -> list[Contest]:
    """Return what people see differently from one text, as the page found it; nothing elsewhere."""
    found = context.get("contested")
    rows = found.by_subject.get(str(subject), []) if found else []
    return [contest_of(row) for row in rows]


@register.simple_tag(takes_context=True)
def reply(context: Context, text: str | None) -> str:
    """Return how a page answers somebody's words about themselves: "people", "friend" or "".

    Only to whoever keeps a review of their own. "people" is said once a page; nothing about it is
    kept, and a page that says it asks no other question about the words beside it.
    """
    seat = context.get("seat")
    if not (text and _is_personal(context) and seat and seat.keeps):
        return ""
    if despair.is_despair(text):
        return _once(context)
    return "friend" if harsh(text) else ""


def _once(context: Context) -> str:
    request = context["request"]
    if getattr(request, "points_to_people", False):
        return ""
    request.points_to_people = True
    return "people"


@register.simple_tag
def help_lines() -> tuple[str, ...]:
    """Return whom the operator named to be called, if anybody."""
    return tuple(settings.HELP_LINES)


@register.simple_tag(takes_context=True)
def nudges(context: Context, item: ActionItem, phase: str = "") -> list[str]:
    """Return at most two kind questions that would make an item clearer or stronger (F1, F4).

    Before anything has happened nobody is asked for a measure: the signals are it. Nobody
    alone with something of their own is asked for one either, or for a system that prevents.
    """
    if _is_personal(context) or item.state not in _OPEN:
        return []
    today = timezone.localdate()
    asked = [
        gettext(one.text)
        for one in questions(action_of(item), today=today)
        if one.field != "measure" or phase not in _AHEAD
    ]
    if item.strength == Strength.WEAKER:
        asked.insert(0, gettext(_WEAK))
    return asked[:MOST_NUDGES]


@register.simple_tag
def small_chart_of(watch: Watch) -> Chart | None:
    """Return the long row of a signal as a small picture with its words; None before there is one."""
    return small_chart(watch)
