from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from mortem.core import record as r
from mortem.core.own import CONTEXTS
from mortem.core.playbooks import playbooks
from mortem.core.review import Completeness, completeness, missing

TODAY = date(2026, 3, 3)
AT = datetime(2026, 2, 3, 13, 0, tzinfo=UTC)
JUN = r.Owner(id="o", name="Jun", address="jun@example.org", confirmed_at=AT)
RISK = r.Cause(id="c1", text="Nobody counted the rows", position=0, disposition=r.Disposition.TOP)
MITIGATION = r.ActionItem(
    id="a1",
    text="Compare row counts after every batch",
    position=0,
    cause="c1",
    state=r.ActionState.COMMITTED,
    strength=r.Strength.STRONGER,
    owner="o",
    due_date=date(2026, 3, 20),
    measure="difference below 0.1 %",
    check_date=date(2026, 6, 1),
)
SIGNAL = r.Signal(
    id="s1", question="Same rows?", position=0, cause="c1", response="stop", owner="o"
)
AHEAD = r.Record(
    id="r",
    kind=r.Kind.PREMORTEM,
    context="migration",
    title="Move orders to the new cluster",
    phase="watch",
    created_at=AT,
    success="Every order is there",
    hurt="people who wait",
    plan_date=TODAY,
    owners=(JUN,),
    causes=(RISK,),
    actions=(MITIGATION,),
    signals=(SIGNAL,),
)
BACK = r.Record(
    id="r",
    kind=r.Kind.POSTMORTEM,
    context="incident",
    title="The shop was down",
    phase="actions",
    created_at=AT,
    summary="A certificate expired",
    hurt="people who wanted to pay",
    where="checkout",
    scope="one country",
    owners=(JUN,),
    themes=(r.Theme(id="t", name="process", position=0),),
    causes=(
        r.Cause(id="c0", text="It expired unseen", position=0, theme="t"),
        replace(RISK, parent="c0", disposition=r.Disposition.OPEN),
    ),
    actions=(MITIGATION,),
    event_times=tuple(r.EventTime(moment=moment, at=AT) for moment in r.Moment),
    lessons=tuple(
        r.Lesson(id=kind, kind=kind, text="x", position=n) for n, kind in enumerate(r.LessonKind)
    ),
)


def codes(record: r.Record, *, required: bool | None = None, trust: bool = False) -> list[str]:
    lacking = missing(record, today=TODAY, trust_addresses=trust)
    return [lack.code for lack in lacking if required is None or lack.required is required]


def test_complete_reviews_lack_nothing() -> None:
    assert codes(AHEAD) == []
    assert codes(BACK) == []
    assert completeness((), AHEAD) is Completeness.COMPLETE


def test_an_empty_look_ahead_is_asked_for_its_plan_first() -> None:
    empty = r.Record(
        id="r", kind=r.Kind.PREMORTEM, context="c", title="", phase="plan", created_at=AT
    )
    assert codes(empty) == ["no_plan", "no_date", "no_success", "no_hurt", "no_causes"]


def test_a_vague_plan_gets_a_question_back_and_is_no_wall() -> None:
    (lack,) = missing(replace(AHEAD, title="Migration"), today=TODAY)
    assert (lack.code, lack.required, lack.rule) == ("vague_plan", False, "P2")
    assert lack.message.startswith("“Migration” could mean many things.")


def test_every_top_risk_wants_a_mitigation_and_a_signal() -> None:
    bare = replace(AHEAD, actions=(), signals=())
    lacking = missing(bare, today=TODAY)
    assert [(lack.code, lack.subject, lack.rule) for lack in lacking] == [
        ("no_mitigation", "c1", "P16"),
        ("no_signal", "c1", "P16"),
    ]
    assert (
        lacking[0].message == "“Nobody counted the rows” has no mitigation yet. What will you do?"
    )


def test_an_idea_is_no_mitigation() -> None:
    idea = replace(MITIGATION, state=r.ActionState.IDEA)
    assert codes(replace(AHEAD, actions=(idea,))) == ["no_mitigation"]


def test_mitigations_and_signals_want_reachable_owners_days_and_responses() -> None:
    item = replace(MITIGATION, owner=None, due_date=None)
    signal = replace(SIGNAL, owner="nobody", response=" ")
    record = replace(AHEAD, actions=(item,), signals=(signal,))
    assert codes(record) == ["no_owner", "no_due_date", "no_owner", "no_response"]


def test_an_owner_nobody_can_reach_counts_as_missing() -> None:
    unconfirmed = replace(AHEAD, owners=(replace(JUN, confirmed_at=None),))
    assert codes(unconfirmed) == ["owner_unreachable", "owner_unreachable"]
    assert codes(unconfirmed, trust=True) == []
    unknown = replace(AHEAD, owners=(replace(JUN, confirmed_at=None, address=""),))
    assert codes(unknown, trust=True) == ["owner_unreachable", "owner_unreachable"]


def test_causes_without_a_bone_are_counted() -> None:
    for count, said in (
        (1, "One cause has no theme yet. In the fishbone it stands on a bone of its own."),
        (2, "2 causes have no theme yet. In the fishbone they share one bone."),
    ):
        bare = tuple(replace(RISK, id=f"x{n}", theme=None, parent=None) for n in range(count))
        lacking = missing(replace(BACK, causes=(*BACK.causes, *bare)), today=TODAY)
        assert [lack.message for lack in lacking if lack.code == "no_theme"] == [said]


def test_top_risks_are_chosen_and_few() -> None:
    assert codes(replace(AHEAD, causes=(replace(RISK, disposition=r.Disposition.WATCH),))) == [
        "no_top_risks"
    ]
    many = tuple(replace(RISK, id=f"c{n}") for n in range(1, 7))
    assert codes(replace(AHEAD, causes=many))[0] == "too_many_top_risks"
    assert "too_many_top_risks" not in codes(replace(AHEAD, causes=many[:5]))
    first = missing(replace(AHEAD, causes=many), today=TODAY)[0]
    assert first.where == "protect"


def test_a_reason_completes_by_decision() -> None:
    lacking = missing(replace(AHEAD, signals=()), today=TODAY)
    assert completeness(lacking, AHEAD) is Completeness.INCOMPLETE
    decided = replace(AHEAD, override_reason="We watch it in person")
    assert completeness(lacking, decided) is Completeness.BY_DECISION
    assert completeness(lacking, replace(AHEAD, override_reason="  ")) is Completeness.INCOMPLETE


def test_an_empty_look_back_is_asked_for_everything() -> None:
    empty = r.Record(
        id="r", kind=r.Kind.POSTMORTEM, context="incident", title="", phase="event", created_at=AT
    )
    assert codes(empty, required=True) == [
        "no_event",
        "no_summary",
        "no_hurt",
        "no_started_at",
        "no_causes",
        "no_lessons",
        "no_actions",
    ]
    assert codes(empty, required=False) == [
        "no_where",
        "no_scope",
        "no_detected_at",
        "no_acknowledged_at",
        "no_mitigated_at",
        "no_ended_at",
    ]


def test_a_personal_look_back_is_asked_little_and_insists_on_less() -> None:
    empty = r.Record(
        id="r", kind=r.Kind.POSTMORTEM, context="personal", title="", phase="event", created_at=AT
    )
    assert codes(empty, required=True) == ["no_event", "no_summary"]
    assert codes(empty, required=False) == ["no_causes", "no_lessons"]


def test_a_plan_of_ones_own_may_have_no_day_and_hurt_nobody() -> None:
    bare = replace(AHEAD, context="personal_goal", hurt="", plan_date=None)
    assert codes(bare, required=True) == []
    assert [lack.message for lack in missing(bare, today=TODAY)] == [
        "Is there a day? A rough one will do."
    ]


def test_what_calls_itself_personal_is_asked_gently() -> None:
    personal = {book.slug for kind in r.Kind for book in playbooks(kind) if book.personal}
    assert personal == CONTEXTS


def test_one_factor_wants_company_or_a_reason() -> None:
    one = replace(BACK, causes=(replace(RISK, theme="t"),))
    assert codes(one) == ["single_cause", "no_why"]
    assert codes(replace(one, single_cause_reason="a meteorite")) == ["no_why"]
    trigger = replace(RISK, id="c9", kind=r.CauseKind.TRIGGER, theme="t")
    assert codes(replace(one, causes=(*one.causes, trigger))) == ["single_cause", "no_why"]


def test_a_line_of_whys_wants_an_action_stronger_than_memory() -> None:
    weak = replace(BACK, actions=(replace(MITIGATION, strength=r.Strength.WEAKER),))
    assert codes(weak) == ["no_strong_action"]
    above = replace(BACK, actions=(replace(MITIGATION, cause="c0"),))
    assert codes(above) == []


def test_a_circle_of_whys_ends() -> None:
    circle = tuple(replace(RISK, id=f"c{n}", parent=f"c{1 - n}", theme="t") for n in range(2))
    assert codes(replace(BACK, causes=circle)) == []


def test_actions_are_promises_with_a_measure_and_a_look_afterwards() -> None:
    bare = replace(MITIGATION, owner=None, due_date=None, measure="", check_date=None)
    assert codes(replace(BACK, actions=(bare,))) == [
        "no_owner",
        "no_due_date",
        "no_measure",
        "no_check_date",
    ]
    due = replace(MITIGATION, state=r.ActionState.DONE, check_date=TODAY)
    assert codes(replace(BACK, actions=(due,))) == ["no_verdict"]


def test_no_action_is_an_answer_when_it_has_a_reason() -> None:
    declined = replace(MITIGATION, state=r.ActionState.DECLINED)
    assert codes(replace(BACK, actions=(declined,)), required=True) == ["no_reason"]
    reasoned = replace(declined, declined_reason="costs more than it saves")
    assert codes(replace(BACK, actions=(reasoned,)), required=True) == []


def test_each_kind_of_lesson_is_asked_for() -> None:
    right = r.Lesson(id="l", kind=r.LessonKind.WENT_RIGHT, text="x", position=0)
    assert codes(replace(BACK, lessons=(right,))) == [
        "no_lesson_went_wrong",
        "no_lesson_lucky",
        "no_lesson_learned",
        "no_lesson_surprised",
        "no_lesson_differently",
    ]
    blank = replace(right, text=" ")
    assert codes(replace(BACK, lessons=(blank,))) == ["no_lessons"]
