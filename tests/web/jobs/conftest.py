"""What is read and who is told: a site and a post office, both on loopback."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from tests.web.loopback import Site, site
from tests.web.post_office import PostOffice, post_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings


@pytest.fixture
def post(settings: Settings) -> Iterator[PostOffice]:
    settings.PUBLIC_URL = "https://mortem.example"
    with post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture
def here(settings: Settings) -> Iterator[Site]:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    with site() as served:
        yield served
