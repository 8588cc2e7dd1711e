"""Signs that a review is turned against somebody (METHOD C5), one a file in `signs/`.

Each is a question to the people in the room, never a verdict and never about how somebody
ranks. Nothing is kept: whoever asks gives the facts of this moment.
"""

from mortem.core.health.look import Found, look, signs
from mortem.core.health.sign import FEWEST_VOICES, Evidence, Facts, Sign, Write

__all__ = ["FEWEST_VOICES", "Evidence", "Facts", "Found", "Sign", "Write", "look", "signs"]
