"""Words of despair are heard, and nothing else is taken for them."""

from __future__ import annotations

import time

import pytest

from mortem.core.despair import is_despair

HEARD = """
I want to die.
I just want to die
I really do want to die tonight.
i wanna die
Honestly I wanted to die when I read it.
I don't want to live any more.
I don't want to live anymore
I dont want to live
I do not even want to live
I don't really want to be alive.
I no longer want to live.
I don't want to exist.
I don't want to wake up tomorrow.
I do not want to wake up
I wish I was dead.
I wish I were dead, that is all.
Sometimes I wish I had never been born.
I wish I would not wake up.
Some nights I wish I could die.
I am suicidal.
I\N{RIGHT SINGLE QUOTATION MARK}m suicidal again
I feel suicidal most days.
I have been having suicidal thoughts.
I have suicidal thoughts since the talk.
I keep thinking about suicide.
I think of suicide a lot.
I am thinking about ending my life.
I thought about ending my life last night.
I would be better off dead.
I'd be better off dead
Everyone would be better off without me.
My family is better off without me.
They would all be better off if I were dead.
They would be better off if I was not here.
I have nothing to live for.
I have nothing left to live for now.
There is nothing to live for.
I see no reason to live.
There is no reason to live any more.
There's no point in living.
My life is not worth living.
My life isn't worth anything.
I can't go on living.
I cannot go on living like this
I am tired of living.
I am so tired of being alive.
I'm tired of life.
I want to kill myself.
I am going to kill myself.
I'm gonna kill myself if it is a no again
I will kill myself
I might kill myself
I have been thinking of killing myself.
I keep having thoughts of killing myself.
I want to end my life.
I am planning to end my own life.
I want to take my own life
I think about taking my own life.
I want to end it all.
I just want it all to end
I want to hurt myself.
I want to harm myself again.
I hurt myself on purpose yesterday.
I have been cutting myself.
I cut myself on purpose.
I keep harming myself.
The talk went badly, and now I want to die.
I can't sleep, I want to die.
They said no. I don't want to live. What now?
I don't know why I want to die
I told him that I want to die.
I was not promoted and I want to kill myself for what I did.
> They wrote to me
I hope I die
""".strip().splitlines()
HEARD = [line for line in HEARD if not line.startswith(">")]

PEACE = """
Kill the process and start it again.
I had to kill the process.
I want to kill the process before it kills the queue.
I killed myself over that deadline.
This deadline is killing me.
This is killing me.
The commute kills me.
I nearly killed myself tripping over the cable.
I almost killed myself on that hill with the bike.
I could kill myself for forgetting the slides.
I could have killed myself when I saw the typo.
I am killing myself with overtime.
I was killing myself trying to please everybody.
I kill myself laughing every time I read it.
I want to die laughing.
I wanted to die of embarrassment.
I could have died of shame.
I want to die on that hill: tests first.
I am dying to know what they decided.
I am dying for a coffee.
I am dead tired.
I was dead on my feet after the release.
My phone died in the interview.
The dead letter queue was full.
I moved the messages to the dead letter queue.
The child process wants to die and cannot.
I want the pod to die gracefully.
I want this meeting to die.
The project is dead, and I am glad.
We killed the feature in March.
I do not want to die.
I don't want to die in this job.
I do not want to live in Berlin.
I don't want to live without a dog.
I don't want to live with flatmates any more.
I do not want to live off my savings.
I don't want to wake up at five for it.
I do not want to be here any more, I want another team.
I am not suicidal.
I am not suicidal, only tired.
I was never suicidal.
I have never wanted to kill myself.
I never said I want to die.
I don't mean that I want to die.
It is not that I want to die, I am tired.
I no longer want to die.
I don't want to hurt myself, so I rest the knee.
I hurt myself at the gym.
I hurt my knee again.
I cut myself shaving before the interview.
I am cutting myself off from the news.
I keep cutting myself some slack.
I cut myself short in the answer.
That was career suicide.
The plan was suicidal.
They called the schedule a suicide mission.
We lost a colleague to suicide.
My friend wants to die and I do not know how to help.
She said she wants to kill herself.
He is suicidal and I am worried.
She told me “I want to die” and I called her brother.
He wrote "I want to kill myself" in the chat.
> I want to die
`I want to die`
The team would be better off without me as its lead.
The meeting is better off without me.
I want to end it all with the supplier and sign the new one.
I want to end my life as a manager and write code again.
I want to take my life back.
I want to take my life into my own hands.
I am tired of living out of a suitcase.
I am tired of life in meetings.
I live for the weekends.
I am ready to die on this hill.
I thought about dying the wool blue.
It is a matter of life and death for the company.
I would kill for that role.
I want to kill it on stage.
I killed it in the interview!
They killed my proposal.
My motivation died in week five.
I wish I was dead sure about it.
I died in the game again.
I want to die in the game and respawn.
The battery wants to die.
I do not want to exist only as a name on a chart.
I am stupid and lazy.
I hate myself for it.
I give up.
I cannot go on like this, I need a holiday.
What is the point of it all?
""".strip().splitlines()


def test_there_are_enough_of_both() -> None:
    assert (len(HEARD) >= 60, len(PEACE) >= 60) == (True, True)


@pytest.mark.parametrize("text", HEARD)
def test_it_is_heard(text: str) -> None:
    assert is_despair(text)


@pytest.mark.parametrize("text", PEACE)
def test_it_is_left_in_peace(text: str) -> None:
    assert not is_despair(text)


def test_it_is_heard_in_the_middle_of_a_page() -> None:
    page = "They said no.\n\n- The budget was cut\n- I want to die\n\n> I want to live\n"
    assert is_despair(page)
    assert not is_despair(page.replace("- I want to die", "> I want to die"))


@pytest.mark.large
@pytest.mark.parametrize(
    "text",
    [
        "i " * 2_000,
        "i want " * 600,
        "i am just so " * 400 + "want",
        "`" * 4_000,
        "“" * 4_000,
        "not want to " * 400,
        "> " * 2_000,
        "i'm" * 1_500,
        "better off if i " * 300,
    ],
)
def test_hostile_texts_take_no_longer_than_their_length(text: str) -> None:
    half = min(_took(text[: len(text) // 2]) for _ in range(3))
    assert min(_took(text) for _ in range(3)) < 3 * half + 0.01


def _took(text: str) -> float:
    before = time.process_time()
    assert not is_despair(text)
    return time.process_time() - before
