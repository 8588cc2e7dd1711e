"""The document's words for states, in English; the edge passes a translation in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mortem.core import record as r
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    Say = Callable[[str], str]


_ = gettext_noop

STATES: dict[str, str] = {
    r.Disposition.OPEN: _("Not decided yet"),
    r.Disposition.WATCH: _("Watched"),
    r.Disposition.LET_GO: _("Let go on purpose"),
    r.ActionKind.PREVENT: _("Prevent it"),
    r.ActionKind.DETECT: _("Notice it early"),
    r.ActionKind.CONTAIN: _("Keep it small"),
    r.ActionKind.RECOVER: _("Get back quickly"),
    r.Strength.STRONGER: _("stronger: nobody has to remember it"),
    r.Strength.INTERMEDIATE: _("intermediate: it helps people get it right"),
    r.Strength.WEAKER: _("weaker: somebody has to remember it"),
    r.ActionState.IDEA: _("Idea, parked"),
    r.ActionState.COMMITTED: _("Agreed"),
    r.ActionState.DONE: _("Done"),
    r.ActionState.DECLINED: _("Not doing it"),
    r.Verdict.HELD: _("It held"),
    r.Verdict.PARTLY: _("It held partly"),
    r.Verdict.DID_NOT_HOLD: _("It did not hold"),
    r.Verdict.MADE_IT_WORSE: _("It made things worse"),
    r.ReadingState.QUIET: _("all quiet"),
    r.ReadingState.LEANING: _("leaning towards it"),
    r.ReadingState.TRIPPED: _("it has happened"),
    r.OutcomeKind.HAPPENED: _("It happened"),
    r.OutcomeKind.AVERTED: _("We averted it"),
    r.OutcomeKind.DID_NOT_HAPPEN: _("It did not happen"),
    r.Lean.GO: _("Do it"),
    r.Lean.DELAY: _("Wait, or change it first"),
    r.Lean.STOP: _("Leave it"),
    r.Foresight.FORESEEN: _("Foreseen"),
    r.Foresight.MISSED: _("New to us"),
    r.Foresight.LATE: _("Foreseen, but our answer came late"),
    r.Foresight.UNANSWERED: _("Foreseen, and its signal was not answered"),
}
CONTESTS = {
    r.ContestState.OPEN: _("not answered yet"),
    r.ContestState.REWORDED: _("the text says it differently now"),
    r.ContestState.BOTH: _("both accounts stay"),
    r.ContestState.ANSWERED: _("it stays, for a reason:"),
}
LESSONS = {
    r.LessonKind.WENT_WRONG: _("What went wrong"),
    r.LessonKind.WENT_RIGHT: _("What went right"),
    r.LessonKind.LUCKY: _("Where we were lucky"),
    r.LessonKind.LEARNED: _("What we learned"),
    r.LessonKind.SURPRISED: _("What surprised us"),
    r.LessonKind.DIFFERENTLY: _("What we will do differently"),
}
MOMENTS = {
    r.Moment.STARTED: _("It began"),
    r.Moment.DETECTED: _("We noticed"),
    r.Moment.ACKNOWLEDGED: _("Somebody took it on"),
    r.Moment.MITIGATED: _("The harm stopped"),
    r.Moment.ENDED: _("It was over"),
}
MONTHS = (
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July")),
    *(_("August"), _("September"), _("October"), _("November"), _("December")),
)


OWN_WORDS = {
    "What success looks like": _("If it goes well"),
    "Top risks": _("What is most likely to get in the way"),
    "How likely, how costly": _("How likely, how far it throws me back"),
    "How sure we were": _("How sure I was"),
    "If we had not done it": _("If I had not done it"),
    "Ranges are what people, each alone, hold for eight times in ten likely. Expected"
    " cost is the chance times the average cost; it says nothing about a single event.": _(
        "My ranges are so wide that I expect to be right eight times in ten. Expected is the chance"
        " times the average; it says nothing about a single day."
    ),
    "We did not do it, and that was the mistake. Why?": _(
        "I did not do it, and that was the mistake. Why?"
    ),
    "Taking part": _("Written by"),
    "What we do": _("What I do"),
    "What will tell us early": _("What will tell me early"),
    "We act from": _("I act from"),
    "Who was hurt": _("Whom it touched"),
    "How long it took": _("When it was"),
    "What made it possible": _("What led to it"),
    "Were we warned?": _("Had I seen it coming?"),
    "What went wrong": _("What was hard"),
    "Where we were lucky": _("Where I was lucky"),
    "What we learned": _("What I learned"),
    "What surprised us": _("What surprised me"),
    "What we will do differently": _("What I will do differently"),
    "We noticed": _("I noticed"),
    "What changes": _("What is mine to change"),
    "Still open": _("If you like, later"),
    "New to us": _("New to me"),
    "We averted it": _("I headed it off"),
    "We cannot tell": _("I cannot tell"),
    "all quiet": _("all well"),
    "leaning towards it": _("it gets harder"),
    "it has happened": _("it has come up"),
    "It held": _("It helped"),
    "It held partly": _("It helped a little"),
    "It did not hold": _("It has not helped yet"),
    "It made things worse": _("It made it harder"),
    "Foreseen, but our answer came late": _("I saw it coming, and my answer came late"),
    "Foreseen, and its signal was not answered": _("I saw it coming, and let the sign pass"),
    "Foreseen": _("I saw it coming"),
    "stronger: nobody has to remember it": _("stronger: it works on a bad day too"),
    "intermediate: it helps people get it right": _("in between: it makes it easier"),
    "weaker: somebody has to remember it": _("weaker: it needs me to remember"),
    "Agreed": _("Chosen"),
    "Idea, parked": _("An idea"),
    "Ideas, parked": _("Ideas for later"),
    "Also agreed": _("Also chosen"),
    "Decided against": _("Let go"),
    "Verdict": _("Did it help"),
    "Measure": _("How I see it"),
    "elephant: nobody liked to say it": _("hard to say"),
    "rare but grave": _("rare, but it would weigh"),
    "Why there is only one cause": _("Why there is only one reason"),
    "A picture, not a calculation: each person answered alone, the dots are medians,"
    " and nothing was multiplied.": _("A picture, not a calculation."),
}
"""What a personal review says instead: it is one person's, and it is kind (METHOD C3)."""


class Speech:
    """Says things in one language, and times in one zone, which it always names."""

    def __init__(self, say: Say, zone: ZoneInfo, *, kind_words: Mapping[str, str]) -> None:
        self._say = say
        self.zone = zone
        self._kind = kind_words

    def __call__(self, text: str, /, **data: object) -> str:
        said = self._say(self._kind.get(text, text))
        return said.format(**data) if data else said

    def state(self, state: str | None) -> str:
        """The words for a state; empty for none and for *unknown*."""
        return self(STATES[state]) if state in STATES else ""

    def day(self, day: date | None) -> str:
        if day is None:
            return ""
        return self(_("{day} {month} {year}"), day=day.day, month=self._month(day), year=day.year)

    def _month(self, day: date) -> str:
        return self._say(MONTHS[day.month - 1])

    def at(self, at: datetime, precision: r.Precision = r.Precision.MINUTE) -> str:
        """A moment as exactly as it is known, with the zone's name."""
        here = at.astimezone(self.zone)
        if precision is r.Precision.DAY:
            return self.day(here.date())
        clock = f"{here:%H:%M:%S}" if precision is r.Precision.SECOND else f"{here:%H:%M}"
        said = self(_("{day}, {time} {zone}"), day=self.day(here), time=clock, zone=here.tzname())
        return self(_("about {time}"), time=said) if precision is r.Precision.ABOUT else said

    def span(self, at: datetime, until_at: datetime | None, precision: r.Precision) -> str:
        """A moment that may reach to another one."""
        if until_at is None:
            return self.at(at, precision)
        exact = r.Precision.MINUTE if precision is r.Precision.BETWEEN else precision
        start, end = at.astimezone(self.zone), until_at.astimezone(self.zone)
        if exact is r.Precision.MINUTE and start.date() == end.date():
            return self(
                _("{day}, {start} to {end} {zone}"),
                day=self.day(start.date()),
                start=f"{start:%H:%M}",
                end=f"{end:%H:%M}",
                zone=end.tzname(),
            )
        return self(_("{start} to {end}"), start=self.at(at, exact), end=self.at(until_at, exact))
