"""Whether somebody is hard on themselves in what they wrote (METHOD C1, C3).

Only a judgement of the whole person counts: "I broke it" and "I missed this" are plain
admissions and are left in peace. Nothing is diagnosed; the page asks one question back.
"""

from __future__ import annotations

import re

_SO = r"(?:so|such|just|really|simply|always|still|too|that|a|an|the|kind of|clearly)"
_NAMES = (
    r"stupid|dumb|idiot\w*|moron|fool|worthless|useless|pathetic|hopeless|lazy|weak|loser|fraud|"
    r"failure|disaster|disgrace|embarrassment|incompetent|not (?:good|smart|strong) enough|"
    r"never (?:be )?good enough|broken|bad person|ashamed of myself|impostor|imposter"
)
_HARSH = re.compile(
    rf"\bi(?:'m| am| was|'ve been| feel like| feel| look like)\s+(?:{_SO}\s+)*(?:{_NAMES})\b"
    r"|\bi (?:always|only|just)?\s*(?:ruin|spoil|destroy|mess up|screw up|fail at) "
    r"(?:everything|it all|all of it)"
    r"|\bi always (?:fail|ruin|quit|give up|mess (?:it|things) up|screw (?:it|things) up)\b"
    r"|\bi (?:hate|despise|loathe|disgust) myself\b"
    r"|\bi (?:can't|cannot|never) (?:do|finish|manage|get) (?:anything|a single thing)\b"
    r"|\bi never (?:finish|manage|succeed)\b"
    r"|\bi should be ashamed\b|\b(?:stupid|lazy|worthless|useless|pathetic) me\b"
    r"|\bwhat(?:'s| is) wrong with me\b|\bi don't deserve\b|\ball my (?:own )?fault\b",
    re.IGNORECASE,
)


def is_harsh(text: str) -> bool:
    """Whether the text judges its writer instead of telling what happened."""
    return _HARSH.search(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")) is not None
