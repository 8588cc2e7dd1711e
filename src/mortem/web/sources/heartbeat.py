"""Something that must say "I am here" again and again: a backup, a nightly job."""

from django.utils.translation import gettext_lazy as _

from mortem.web.source import Source

SOURCE = Source(
    name="heartbeat",
    label=_("Something must report in"),
    reads=_("Whether a job, a backup or a device has reported in on time."),
    needs=_("A line at the end of that job that posts to an address which you get here."),
    limits=_(
        "It only knows that something reported in, not that its work was right. Posting to the"
        " same address with /1 at its end says that it went wrong."
    ),
    leans=False,
    silence_trips=True,
    threshold=1,
    order=10,
)
