"""What happened: the event of a look back, or a story of one's own."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mortem.core import record, timeline
from mortem.core.errors import BadInput
from mortem.core.playbooks import playbook
from mortem.core.record import Moment, Precision
from mortem.web import words
from mortem.web.forms.moments import DayField, initial_of, moment_fields, read_moment
from mortem.web.forms.plain import PlainField
from mortem.web.operations.parts import TEXT_LENGTH
from mortem.web.operations.reviews import TITLE_LENGTH
from mortem.web.queries.timeline import zone_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from django.forms.boundfield import BoundField

    from mortem.web.models import Review
    from mortem.web.operations.entries import When

SEVERITIES = [
    ("", _("Not said")),
    ("1", _("1: the worst, many were hurt or much was lost")),
    ("2", _("2: serious, it could not wait until morning")),
    ("3", _("3: felt, but there was a way around it")),
    ("4", _("4: small, and worth a look")),
]


def _follows_field(review: Review, earlier: list[Review]) -> forms.ChoiceField:
    """Offer the looks ahead that the reader may open; one they may not open stays as it is."""
    choices: list[tuple[str, Any]] = [("", _("No, or none that I can open"))]
    choices += [(str(one.pk), one.title) for one in earlier]
    if review.follows_id and all(one.pk != review.follows_id for one in earlier):
        choices.append((str(review.follows_id), _("One that you cannot open")))
    return forms.ChoiceField(
        label=_("Was there a look ahead at this?"),
        choices=choices,
        required=False,
        initial=str(review.follows_id or ""),
        error_messages={"invalid_choice": _("This look ahead is not open to you.")},
    )


def _text(rows: int, *, limit: int = TEXT_LENGTH, wording: str = "") -> PlainField:
    looked_at = {"data-wording": wording} if wording else {}
    widget = forms.Textarea(attrs={"rows": rows, **looked_at})
    return PlainField(required=False, max_length=limit, widget=widget)


class EventForm(forms.Form):
    """The event of a piece of work, with its five times. An empty time is "not known yet"."""

    title = PlainField(
        label=_("What happened, in one sentence"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("One plain sentence is needed here: what happened?")},
    )
    summary = _text(4, wording="entry")
    where = _text(2)
    hurt = _text(2)
    scope = _text(2)
    severity = forms.TypedChoiceField(
        label=_("How severe was it?"),
        choices=SEVERITIES,
        coerce=int,
        empty_value=None,
        required=False,
    )
    near_miss = forms.BooleanField(label=_("It was a near miss"), required=False)
    zone = PlainField(label=_("Time zone"), max_length=64)

    def __init__(self, review: Review, earlier: list[Review], data: Any = None) -> None:
        times = {time.moment: time for time in review.event_times.all()}
        zone = zone_for(review)
        initial = {name: getattr(review, name) for name in self.base_fields}
        for moment in Moment:
            initial |= initial_of(times.get(moment), zone, f"{moment}_")
        super().__init__(data, initial=initial, auto_id="event-%s")
        self.clock: ZoneInfo = zone
        self.asks_twice = False
        for moment in Moment:
            self.fields |= moment_fields(f"{moment}_")
        self.fields["follows"] = _follows_field(review, earlier)
        self.fields["zone"].widget.attrs["list"] = "zones"

    def clean_zone(self) -> str:
        name = str(self.cleaned_data["zone"]).strip()
        try:
            self.clock = timeline.zone_of(name)
        except BadInput as unknown:
            raise forms.ValidationError(
                gettext(
                    "There is no time zone called “%(zone)s”. Write it like Europe/Berlin or UTC."
                )
                % {"zone": name}
            ) from unknown
        return name

    def clean(self) -> dict[str, Any]:
        self.times = tuple(
            _event_time(moment, read_moment(self, self.clock, f"{moment}_")) for moment in Moment
        )
        return self.cleaned_data

    def described(self) -> dict[str, Any]:
        """Return what the event says besides its times."""
        names = ("title", "summary", "where", "hurt", "scope", "severity", "near_miss", "zone")
        return {name: self.cleaned_data[name] for name in names}

    def answers(self) -> dict[str, str]:
        """Return nothing: a piece of work has no questions of its own."""
        return {}

    def moments(self) -> Iterator[dict[str, Any]]:
        """Yield the five rows of the page: a word and its fields."""
        for moment in Moment:
            fields: dict[str, BoundField] = {
                name: self[f"{moment}_{name}"] for name in moment_fields()
            }
            yield {
                "moment": moment,
                "word": words.MOMENT[moment],
                "unknown": not fields["date"].value(),
                **fields,
            }


def _event_time(moment: Moment, when: When | None) -> record.EventTime:
    if when is None:
        return record.EventTime(moment=moment)
    return record.EventTime(
        moment=moment, at=when.at, until_at=when.until_at, precision=when.precision
    )


class StoryForm(forms.Form):
    """A look back at something of one's own: its questions, one under another (METHOD C3).

    The first question asks what happened, so its answer is the review's summary.
    """

    title = PlainField(
        label=_("In a few words, what is this about?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("A few words are enough.")},
    )

    day = DayField(label=_("When was it, roughly?"))

    def __init__(self, review: Review, earlier: list[Review], data: Any = None) -> None:
        self.zone = zone_for(review)
        self.kept = review.event_times.filter(moment=Moment.STARTED).first()
        self.questions = playbook(review.context).personal_questions
        given = {answer.question: answer.text for answer in review.answers.all()}
        initial = {"title": review.title, **self._day_kept()}
        fields = {}
        for number, question in enumerate(self.questions):
            name = f"answer_{number}"
            initial[name] = given.get(question, "") if number else review.summary
            fields[name] = _text(4)
            fields[name].label = gettext(question)
        super().__init__(data, initial=initial, auto_id="story-%s")
        self.fields |= fields
        self.fields["follows"] = _follows_field(review, earlier)

    def _day_kept(self) -> dict[str, Any]:
        at = self.kept.at if self.kept else None
        return {"day": at.astimezone(self.zone).date()} if at else {}

    @property
    def times(self) -> tuple[record.EventTime, ...]:
        """Return the one day that was asked for, when it is another than before."""
        day = self.cleaned_data["day"]
        if self._day_kept().get("day") == day:
            return ()
        at = day and datetime.combine(day, time(0), self.zone).astimezone(UTC)
        return (record.EventTime(moment=Moment.STARTED, at=at or None, precision=Precision.DAY),)

    def asked(self) -> Iterator[BoundField]:
        for number in range(len(self.questions)):
            yield self[f"answer_{number}"]

    def described(self) -> dict[str, Any]:
        """Return what belongs to the review itself."""
        return {"title": self.cleaned_data["title"], "summary": self.cleaned_data["answer_0"]}

    def answers(self) -> dict[str, str]:
        """Return the other answers, by question."""
        return {
            question: self.cleaned_data[f"answer_{number}"]
            for number, question in enumerate(self.questions)
            if number
        }
