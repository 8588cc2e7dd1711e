"""The nouns, one a file. Thin: constraints live in the database, decisions in the core."""

from .action_item import ActionItem
from .activity import Activity
from .card import Card
from .cause import Cause, Outcome, Rating
from .confidence import Confidence
from .deadline import Deadline, Reminder
from .evidence import Citation, Evidence
from .lesson import Lesson
from .owner import Owner
from .participant import Participant
from .reverse_answer import ReverseAnswer
from .review import Answer, EventTime, Review
from .search_entry import SearchEntry
from .share import Share
from .signal import Reading, Signal
from .theme import Theme
from .timeline_entry import TimelineEntry
from .user import Invitation, Membership, Team, Token, User
from .watch import Delivery, Flip, Sample, Watch, Watcher

__all__ = [
    "ActionItem",
    "Activity",
    "Answer",
    "Card",
    "Cause",
    "Citation",
    "Confidence",
    "Deadline",
    "Delivery",
    "EventTime",
    "Evidence",
    "Flip",
    "Invitation",
    "Lesson",
    "Membership",
    "Outcome",
    "Owner",
    "Participant",
    "Rating",
    "Reading",
    "Reminder",
    "ReverseAnswer",
    "Review",
    "Sample",
    "SearchEntry",
    "Share",
    "Signal",
    "Team",
    "Theme",
    "TimelineEntry",
    "Token",
    "User",
    "Watch",
    "Watcher",
]
