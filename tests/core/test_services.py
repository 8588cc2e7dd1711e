"""Which services may be told, and what an address of one may say."""

from __future__ import annotations

import pytest

from mortem.core.errors import BadInput
from mortem.core.outgoing import LONGEST
from mortem.core.services import service_of

TEAMS = (
    "https://prod-00.westeurope.logic.azure.com:443/workflows/0123456789abcdef/triggers/manual"
    "/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=abcdefghij"
)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("tgram://123456789:abcdefg/12315544/", "Telegram"),
        ("TGRAM://123456789:abcdefg/12315544/", "Telegram"),
        ("gotifys://push.example.org/AbcdefGhij?priority=high", "Gotify"),
        ("matrixs://user:word@matrix.example.org/#ops", "Matrix"),
        ("workflows://prod.example.org:443/0123456789/sig", "Microsoft Teams"),
        (TEAMS, "Microsoft Teams"),
    ],
)
def test_an_address_names_its_service(address: str, name: str) -> None:
    assert service_of(address) == name


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "begins with its own word"),
        ("tgram", "begins with its own word"),
        ("https://example.org/hook", "begins with its own word"),
        (TEAMS.replace("logic.azure.com", "logic.azure.com.evil.example"), "begins with its own"),
        ("json://127.0.0.1/", "begins with its own word"),
        ("mailto://user:word@example.org", "begins with its own word"),
        ("syslog://localhost", "begins with its own word"),
        ("dbus://", "begins with its own word"),
        ("file:///etc/passwd", "begins with its own word"),
        ("tgram://token/chat?template=/etc/passwd", "“template”"),
        ("tgram://token/chat?to=1&template=/etc/passwd", "“template”"),
        ("tgram://token/chat?to=1;template=/etc/passwd", "“template”"),
        ("tgram://token/chat?to=1?template=/etc/passwd", "“template”"),
        ("tgram://token/#chat?template=/etc/passwd", "“template”"),
        ("tgram://token/chat%3Ftemplate=/etc/passwd", "“template”"),
        ("tgram://token/chat?%74emplate=/etc/passwd", "“template”"),
        ("tgram://token/chat? template=/etc/passwd", "no spaces"),
        ("gotifys://example.org/token?verify=no", "“verify”"),
        ("gotifys://example.org/token?+X-Forwarded-For=127.0.0.1", "“+x-forwarded-for”"),
        ("gotifys://example.org/token?redirect=yes", "“redirect”"),
        (f"{TEAMS}&template=/etc/passwd", "“template”"),
        ("tgram://token/\x00chat", "no spaces or unseen"),
        (f"tgram://token/{'1' * LONGEST}", "longer than"),
    ],
)
def test_what_asks_for_more_than_whom_to_tell_is_refused_in_words(address: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        service_of(address)
    assert said in str(refused.value)
