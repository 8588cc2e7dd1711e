"""The few words that stand in pictures, in English, and a way to have them translated."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from mortem.core.record import CauseKind, Disposition, Foresight
from mortem.core.translatable import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from mortem.core.record import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every word of the pictures. Names in braces are filled in and must stay."""

    why_tree: str = gettext_noop("Why tree: {event}")
    why_tree_about: str = gettext_noop(
        "Causes: {causes}. The event stands at the left; each line to the right asks why."
        " The ends, where nobody has asked further, are framed. The same causes follow as a list."
    )
    fishbone: str = gettext_noop("Fishbone: {event}")
    fishbone_about: str = gettext_noop(
        "Causes: {causes}, hanging on themes: {themes}. The event is the head at the right."
        " The same causes follow as a list."
    )
    unthemed: str = gettext_noop("No theme yet")
    risks: str = gettext_noop("Risks by plausibility and cost")
    risks_about: str = gettext_noop(
        "Risks: {risks}, numbered by rank. Further right is more plausible, further up costs more;"
        " a thin line shows how far people's answers reach. This is a picture, not a calculation:"
        " the distance between two cost steps means nothing, and nothing was multiplied."
        " The same risks follow as a list."
    )
    risks_about_ranges: str = gettext_noop(
        "Risks: {risks}, numbered by expected cost. Further right is more plausible, further up costs more,"
        " on a logarithmic scale in {unit}. An upright line is the range people gave, a level line shows how"
        " far their chances reach. The same risks follow as a list."
    )
    risks_about_both: str = gettext_noop(
        "Risks: {risks}, numbered by rank. Further right is more plausible, further up costs more."
        " Above, costs are ranges on a logarithmic scale in {unit}; below, they are steps, which say nothing"
        " about amounts. Lines show how far answers reach. The same risks follow as a list."
    )
    how_likely: str = gettext_noop("How likely, in %")
    how_costly: str = gettext_noop("How costly")
    how_costly_in: str = gettext_noop("How costly, in {unit}")
    in_steps: str = gettext_noop("In steps")
    plausible: str = gettext_noop("{value} % likely")
    plausible_spread: str = gettext_noop("{value} % likely ({low} to {high})")
    cost: str = gettext_noop("cost {value} of 5")
    cost_spread: str = gettext_noop("cost {value} of 5 ({low} to {high})")
    cost_exact: str = gettext_noop("{value} {unit} if it happens")
    cost_range: str = gettext_noop("{low} to {high} {unit} if it happens")
    expected: str = gettext_noop("{value} expected")
    expected_rarely: str = gettext_noop("{value} expected, most likely nothing")
    expected_spread: str = gettext_noop("{value} expected, mostly {low} to {high}")
    people: str = gettext_noop("answers: {count}")
    cost_1: str = gettext_noop("hardly anything")
    cost_2: str = gettext_noop("a little")
    cost_3: str = gettext_noop("it hurts")
    cost_4: str = gettext_noop("a lot")
    cost_5: str = gettext_noop("disaster")
    confidence: str = gettext_noop("How sure we were that the plan works")
    confidence_about: str = gettext_noop(
        "Answers before: {before}, after: {after}. Each dot is one answer, surer towards the right;"
        " a short stroke marks the middle one. Nobody's name belongs to any of them."
        " The same numbers follow as a list."
    )
    sure: str = gettext_noop("{value} % sure")
    sure_before: str = gettext_noop("Before imagining the failure")
    sure_after: str = gettext_noop("With the protections agreed")
    sure_median: str = gettext_noop("middle answer {value} %")
    sure_nobody: str = gettext_noop("nobody answered")
    timeline: str = gettext_noop("Timeline, times in {zone}")
    timeline_about: str = gettext_noop(
        "Entries: {entries}, from top to bottom. What happened stands beside the line, what people"
        " saw or believed stands apart at the right. A bar is a time that is not known exactly."
        " The same entries follow as a list."
    )
    what_happened: str = gettext_noop("What happened")
    accounts: str = gettext_noop("What people saw or believed")
    times_in: str = gettext_noop("Times in {zone}")
    started: str = gettext_noop("It started")
    detected: str = gettext_noop("Somebody noticed")
    acknowledged: str = gettext_noop("Somebody took it on")
    mitigated: str = gettext_noop("The harm was stopped")
    ended: str = gettext_noop("It was over")
    after: str = gettext_noop("after {duration}")
    not_known: str = gettext_noop("Not known yet: {moments}")
    about_time: str = gettext_noop("about {time}")
    that_day: str = gettext_noop("that day")
    seconds: str = gettext_noop("{count} s")
    minutes: str = gettext_noop("{count} min")
    hours: str = gettext_noop("{count} h")
    days: str = gettext_noop("{count} d")
    from_to: str = gettext_noop("{low} to {high}")
    readings: str = gettext_noop("What was read")
    readings_line: str = gettext_noop("line {threshold}")
    readings_about: str = gettext_noop(
        "Numbers: {count}, from {first} to {last}; lowest {low}, highest {high}, last {now}."
        " The line is at {threshold}."
    )
    readings_lean: str = gettext_noop("At this pace it is reached on {moment}.")
    readings_done: str = gettext_noop("It was done on {moment}.")
    done: str = gettext_noop("done")
    loop: str = gettext_noop("Your loop")
    loop_about: str = gettext_noop(
        "Plans looked at ahead: {plans}. Signals watched: {signals}. Events looked back on: {events}."
        " Lessons: {lessons}. Carried into a next plan: {carried}."
    )
    plans: str = gettext_noop("plans")
    signals: str = gettext_noop("signals")
    events: str = gettext_noop("events")
    lessons: str = gettext_noop("lessons")
    carried: str = gettext_noop("carried over")
    warned: str = gettext_noop("Were we warned?")
    warned_about: str = gettext_noop(
        "Contributing factors: {factors}, one below the other. Time runs to the right, up to the line of"
        " the event; what stands beyond it came too late. The same is told as a list."
    )
    warned_written: str = gettext_noop("written down beforehand")
    warned_due: str = gettext_noop("mitigation due, not done by then")
    warned_done: str = gettext_noop("mitigation done")
    warned_spoke: str = gettext_noop("signal spoke")
    warned_answered: str = gettext_noop("signal quiet again")
    warned_event: str = gettext_noop("the event")
    warned_no_day: str = gettext_noop("its day is not known")
    calibration: str = gettext_noop("Chances, and what came of them")
    calibration_about: str = gettext_noop(
        "Scored: {scored}. Further right is a higher chance, further up is what happened more often;"
        " each dot is a group of chances with its number, the upright line is how uncertain its share is."
        " On the dashed line both agree. The same numbers follow as a list."
    )
    calibration_axes: str = gettext_noop("right: chance in % · up: how many happened")
    calibration_group: str = gettext_noop("chances of {low} to {high} %, {mean} % on average")
    calibration_came: str = gettext_noop("{came} of {count} happened: {share} %")
    calibration_between: str = gettext_noop("in the long run between {low} and {high} %")
    not_compared: str = gettext_noop("not compared yet")
    talk_first: str = gettext_noop("talk about first")
    top: str = gettext_noop("top risk")
    elephant: str = gettext_noop("elephant")
    paper_tiger: str = gettext_noop("paper tiger")
    severity_first: str = gettext_noop("rare but grave")
    let_go: str = gettext_noop("let go")
    trigger: str = gettext_noop("trigger")
    apart: str = gettext_noop("seen differently")
    foreseen: str = gettext_noop("foreseen")
    missed: str = gettext_noop("not foreseen")
    late: str = gettext_noop("foreseen, help came late")
    unanswered: str = gettext_noop("signal not answered")

    @classmethod
    def translated(cls, translate: Callable[[str], str], *, personal: bool = False) -> Self:
        """Return the words in another language, each passed through `translate` (such as gettext).

        With `personal` they are those of one person who looks at their own life (METHOD C3).
        """
        own = _OWN if personal else {}
        names = [(field.name, str(field.default)) for field in fields(cls)]
        return cls(
            **{
                name: translate(said) if (said := own.get(name, word)) else ""
                for name, word in names
            }
        )


_OWN = {
    "risks": gettext_noop("How likely, how far it throws me back"),
    "risks_about": gettext_noop(
        "Reasons: {risks}, numbered by rank. Further right is more likely, further up throws me"
        " further back. It is only a picture of how it feels today; nothing in it was calculated."
        " The same reasons follow as a list."
    ),
    "how_costly": gettext_noop("How far back"),
    "how_costly_in": gettext_noop("How far back, in {unit}"),
    "people": "",
    "talk_first": gettext_noop("look at first"),
    "top": gettext_noop("be ready for this"),
    "elephant": gettext_noop("hard to say"),
    "severity_first": gettext_noop("rare, but it would weigh"),
    "detected": gettext_noop("I noticed"),
    "acknowledged": gettext_noop("I took it on"),
    "foreseen": gettext_noop("seen coming"),
    "missed": gettext_noop("new to me"),
    "late": gettext_noop("seen coming, answered late"),
    "unanswered": gettext_noop("the sign was let pass"),
    "warned": gettext_noop("Had you seen it coming?"),
    "warned_due": gettext_noop("planned for then, not done yet"),
    "warned_done": gettext_noop("done"),
    "warned_spoke": gettext_noop("a sign"),
    "warned_answered": gettext_noop("quiet again"),
    "warned_event": gettext_noop("when it happened"),
    "sure_before": gettext_noop("Before imagining it"),
}

ENGLISH = Words()


def marks_of(cause: Cause, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the (name, label) marks a cause carries, the most important first."""
    flags = (
        ("top", cause.disposition is Disposition.TOP),
        ("trigger", cause.kind is CauseKind.TRIGGER),
        ("severity_first", cause.severity_first),
        ("elephant", cause.elephant),
        ("paper_tiger", cause.paper_tiger),
        ("let_go", cause.disposition is Disposition.LET_GO),
        (cause.foresight.value, cause.foresight is not Foresight.UNKNOWN),
    )
    return tuple((name, str(getattr(words, name))) for name, on in flags if on)
