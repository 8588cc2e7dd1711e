"""What an owner reads when a signal speaks: what, since when, what was agreed, and one link."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mortem.core.playbooks import playbook
from mortem.core.signal import SignalState
from mortem.web import words
from mortem.web.notify.channels import Message
from mortem.web.notify.over_days import Letter
from mortem.web.zones import known_zone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mortem.web.models import Flip, Review


class Told(NamedTuple):
    """What a message is about, where it leads, and whether it goes beyond its owner."""

    flip: Flip
    link: str
    is_escalated: bool = False


def letter(flip: Flip, link: str, is_escalated: bool = False) -> Letter:
    """Return the message about one flip. What a personal signal asks stays out of the subject (C3).

    `is_escalated` is for those who are told because its owner did not answer, or could not be told.
    """
    signal = flip.watch.signal
    personal = playbook(signal.review.context).personal
    state = _state(flip, flip.state)
    about = _("a signal of yours") if personal else " ".join(signal.question.split())[:120]
    response = (
        _("You agreed on this for now:\n\n%(response)s\n\n") % {"response": signal.response}
        if signal.response
        else ""
    )
    said = {
        "question": signal.question,
        "what": what(flip),
        "since": moment(signal.review, flip.at),
        "response": response,
        "beyond": f"{_beyond(flip)}\n\n" if is_escalated else "",
        "link": link,
    }
    body = _(
        "Hello,\n\n%(question)s\n\n%(what)s It has been so since %(since)s.\n\n%(beyond)s%(response)s"
        "Done, a rest with a reason, a false alarm, or a look back: this link is for you alone, opens for"
        " two weeks, and changes nothing by being opened.\n\n%(link)s\n"
    )
    return Letter(f"{state}: {about}", body % said)


def _state(flip: Flip, state: str) -> str:
    personal = playbook(flip.watch.signal.review.context).personal
    return str(words.said("SIGNAL_STATE", personal=personal)[SignalState(state)])


def _beyond(flip: Flip) -> str:
    """Return why it comes to somebody else than its owner."""
    owner = flip.watch.signal.owner
    if owner is None:
        return _("You read this because nobody is named to answer for it.")
    return _("You read this because %(name)s has not answered, or could not be told.") % {
        "name": owner.name
    }


def gathered(told: Sequence[Told]) -> Letter:
    """Return one letter about all that was put off until now, oldest first."""
    parts = [_("Hello,\n\nthis has happened meanwhile."), *map(_part, told)]
    parts.append(
        _("Each link is for you alone and opens for two weeks; opening it changes nothing.")
    )
    return Letter(_subject(told), "\n\n".join(parts) + "\n")


def _part(one: Told) -> str:
    flip, signal = one.flip, one.flip.watch.signal
    said = [signal.question, f"{moment(signal.review, flip.at)}: {what(flip).strip()}"]
    if one.is_escalated:
        said.append(_beyond(flip))
    if flip.watch.state != flip.state:
        said.append(_("Since then: %(state)s.") % {"state": _state(flip, flip.watch.state).lower()})
    if flip.answer:
        said.append(_("It has been answered."))
    elif signal.response:
        said.append(_("Agreed for then: %(response)s") % {"response": signal.response})
    return "\n".join([*said, one.link])


def _subject(told: Sequence[Told]) -> str:
    count = len({one.flip.watch_id for one in told})
    if count == 1:
        return letter(*told[-1]).subject
    return _("%(count)s signals wait for you") % {"count": count}


def in_short(told: Sequence[Told], *, link: str, known_as: str) -> Message:
    """Return the message for a channel, where others may read along; of several, a line each and a `link`."""
    if len(told) == 1:
        return _one_in_short(told[0], known_as)
    lines = [letter(*one).subject for one in told]
    return Message(_subject(told), "\n".join(lines), link, known_as)


def _one_in_short(one: Told, known_as: str) -> Message:
    """Of a personal signal it says only that there is something (METHOD C3)."""
    flip, link, is_escalated = one
    said = letter(flip, link)
    signal = flip.watch.signal
    if playbook(signal.review.context).personal:
        return Message(said.subject, "", link, known_as)
    agreed = _("Agreed for now: %(response)s") % {"response": signal.response}
    lines = [what(flip).strip(), _beyond(flip) if is_escalated else ""]
    lines += [agreed] if signal.response else []
    return Message(said.subject, "\n".join(filter(None, lines)), link, known_as)


def what(flip: Flip) -> str:
    """Return in one or two sentences what a flip says."""
    read = f"{flip.words}. " if flip.words else ""
    if flip.state == SignalState.LEANING and flip.reaches_at is not None:
        day = moment(flip.watch.signal.review, flip.reaches_at)
        pace = _("It is leaning: at this pace it reaches its line on %(day)s.") % {"day": day}
        return _("Now: %(read)s") % {"read": read} + pace
    if flip.state == SignalState.TRIPPED:
        reached = "" if flip.watch.silence_trips else _("Its line is reached.")
        return _("Now: %(read)s") % {"read": read} + reached
    if flip.state == SignalState.STALE:
        silent = _("It has gone silent: no number has come.")
        return silent + (_(" Last trouble: %(read)s") % {"read": read} if read else "")
    return read


def moment(review: Review, at: datetime) -> str:
    """Return a moment as people say it, in the review's own zone."""
    zone = known_zone(review.zone)
    return f"{date_format(timezone.localtime(at, zone), 'l, j F, H:i')} ({zone.key})"
