"""Numbers that something else measures and sends here."""

from django.utils.translation import gettext_lazy as _

from mortem.web.source import Source

SOURCE = Source(
    name="pushed",
    label=_("Something sends numbers"),
    reads=_("A number that a program, a script or a person at a terminal sends."),
    needs=_("A program that posts to an address which you get here, or: mortem signals push."),
    limits=_("Mortem does not ask by itself; when nothing comes, the signal goes silent."),
    order=60,
)
