"""The nouns, one a file. Thin: constraints live in the database, decisions in the core."""

from .action_item import ActionItem
from .action_news import ActionNews
from .activity import Activity, Wording
from .alert_door import AlertDoor, Trouble
from .calendar_feed import CalendarFeed
from .card import Card
from .cause import Cause, Outcome, Rating
from .channel import Channel, ChannelForm
from .confidence import Confidence
from .contest import Contest
from .deadline import Deadline, Reminder
from .evidence import Citation, Evidence
from .jotting import Jotting
from .lesson import Lesson
from .letterbox import Letterbox, Told
from .look_asked import LookAsked
from .outgoing import Outgoing
from .owner import Owner
from .participant import Participant
from .recurrence import Recurrence
from .reverse_answer import ReverseAnswer
from .review import Answer, EventTime, Review
from .sealed_review import SealedReview
from .search_entry import SearchEntry
from .share import Opening, Share
from .signal import Reading, Signal
from .step_opinion import StepOpinion
from .story import Story, Telling
from .theme import Theme
from .timeline_entry import TimelineEntry
from .tracker import Issue, Tracker
from .user import Invitation, Membership, Team, Token, User, whose
from .watch import Delivery, Flip, Sample, Watch, Watcher

__all__ = [
    "ActionItem",
    "ActionNews",
    "Activity",
    "AlertDoor",
    "Answer",
    "CalendarFeed",
    "Card",
    "Cause",
    "Channel",
    "ChannelForm",
    "Citation",
    "Confidence",
    "Contest",
    "Deadline",
    "Delivery",
    "EventTime",
    "Evidence",
    "Flip",
    "Invitation",
    "Issue",
    "Jotting",
    "Lesson",
    "Letterbox",
    "LookAsked",
    "Membership",
    "Opening",
    "Outcome",
    "Outgoing",
    "Owner",
    "Participant",
    "Rating",
    "Reading",
    "Recurrence",
    "Reminder",
    "ReverseAnswer",
    "Review",
    "Sample",
    "SealedReview",
    "SearchEntry",
    "Share",
    "Signal",
    "StepOpinion",
    "Story",
    "Team",
    "Telling",
    "Theme",
    "TimelineEntry",
    "Token",
    "Told",
    "Tracker",
    "Trouble",
    "User",
    "Watch",
    "Watcher",
    "Wording",
    "whose",
]
