"""What Mortem itself asks for: over real HTTP on loopback, which an operator has to allow."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_network
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mortem.core.errors import BadInput, CannotRead, NotOutside
from mortem.web import egress, env
from mortem.web.egress import MOST_BYTES, Answer, Ask, fetch
from tests.web.loopback import Reply, site

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings

HERE = ip_network("127.0.0.0/8")


@pytest.fixture
def _allowed(settings: Settings) -> None:
    settings.OUTGOING_NETWORKS = (HERE,)


def ask(
    url: str,
    *,
    seconds: float = 5,
    lookup: Callable[..., Awaitable[list[str]]] | None = None,
    **more: Any,
) -> Answer:
    return asyncio.run(fetch(Ask(url, **more), seconds=seconds, lookup=lookup or egress.look_up))


def leads_to(*rounds: list[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    """Return a lookup that answers each time with the next of these; a missing one is an error."""
    left = iter(rounds)

    async def look_up(_host: str, _port: int) -> list[str]:
        return next(left)

    return look_up


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_computer_is_not_asked_unless_allowed(host: str) -> None:
    with site(page=Reply(b"inside")) as here:
        with pytest.raises(NotOutside, match="this computer itself"):
            ask(here.url("/page", host))
        assert here.asked == []


@pytest.mark.usefixtures("_allowed")
def test_an_allowed_network_is_asked_plainly() -> None:
    with site(page=Reply(b"inside")) as here:
        answer = ask(here.url("/page?a=b"), headers={"x-why": "test"}, secrets={"x-key": "k"})
    assert (answer.status, answer.body, answer.certificate_ends_at) == (200, b"inside", None)
    assert 0 < answer.milliseconds < 5000
    ((path, headers),) = here.asked
    assert path == "/page?a=b"
    assert headers == {
        "host": f"127.0.0.1:{here.port}",
        "user-agent": "Mortem",
        "accept": "*/*",
        "accept-encoding": "identity",
        "x-why": "test",
        "x-key": "k",
        "connection": "close",
    }


def test_one_number_inside_is_enough_to_refuse_a_name() -> None:
    with pytest.raises(NotOutside, match="private"):
        ask("http://two.example/", lookup=leads_to(["8.8.8.8", "10.0.0.1"]))


@pytest.mark.usefixtures("_allowed")
def test_a_name_is_looked_up_once_and_what_was_judged_is_connected_to() -> None:
    """DNS rebinding: the second answer, the forbidden one, is never asked for."""
    with site(page=Reply(b"judged")) as here:
        url = here.url("/page", "rebind.example")
        answer = ask(url, lookup=leads_to(["127.0.0.1"], ["169.254.169.254"]))
    assert answer.body == b"judged"
    assert here.asked[0][1]["host"] == f"rebind.example:{here.port}"


@pytest.mark.usefixtures("_allowed")
@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://169.254.169.254/latest/meta-data/", "link-local"),
        ("http://[::1]/", "this computer itself"),
        ("http://0x7f000001/", "odd way"),
        ("http://localhost:22/", "Port 22"),
        ("file:///etc/passwd", "begins with https://"),
        ("//user@example.org/", "no name or password"),
    ],
)
def test_a_redirect_is_judged_like_the_first_address(to: str, words: str) -> None:
    away = Reply(status=302, headers={"location": to})
    with site(away=away) as here, pytest.raises(NotOutside, match=words):
        ask(here.url("/away"))


@pytest.mark.usefixtures("_allowed")
def test_a_name_that_leads_inside_after_a_redirect_is_refused() -> None:
    away = Reply(status=307, headers={"location": "http://b.example/"})
    lookup = leads_to(["127.0.0.1"], ["192.168.1.1"])
    with site(away=away) as here, pytest.raises(NotOutside, match="private"):
        ask(here.url("/away", "a.example"), lookup=lookup)


@pytest.mark.usefixtures("_allowed")
def test_secrets_and_cookies_do_not_follow_a_redirect_to_another_place() -> None:
    with site(end=Reply(b"end")) as other, site() as first:
        cookie = {"set-cookie": "a=b", "location": "/next"}
        first.replies["/start"] = Reply(status=302, headers=cookie)
        first.replies["/next"] = Reply(status=302, headers={"location": other.url("/end")})
        answer = ask(first.url("/start"), headers={"x-open": "o"}, secrets={"authorization": "s"})
    assert answer.body == b"end"
    sent = [headers for _path, headers in [*first.asked, *other.asked]]
    assert [one.get("authorization") for one in sent] == ["s", "s", None]
    assert [one.get("x-open") for one in sent] == ["o", "o", "o"]
    assert not any("cookie" in one for one in sent)


@pytest.mark.usefixtures("_allowed")
def test_a_circle_of_redirects_ends() -> None:
    with site(circle=Reply(status=301, headers={"location": "/circle"})) as here:
        with pytest.raises(CannotRead, match="more than 3 times"):
            ask(here.url("/circle"))
        assert len(here.asked) == 4


@pytest.mark.usefixtures("_allowed")
def test_size_and_time_end() -> None:
    large = Reply(b"x" * (MOST_BYTES + 1))
    with site(large=large, slow=Reply(seconds=0.6)) as here:
        with pytest.raises(CannotRead, match="larger than 1024 kB"):
            ask(here.url("/large"))
        with pytest.raises(CannotRead, match="within 0 seconds"):
            ask(here.url("/slow"), seconds=0.2)


@pytest.mark.usefixtures("_allowed")
def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with site(page=Reply(b"direct")) as here, site() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        assert ask(here.url("/page")).body == b"direct"
        assert proxy.asked == []


@pytest.mark.usefixtures("_allowed")
def test_what_does_not_answer_says_why() -> None:
    with site() as gone:
        pass
    with pytest.raises(CannotRead, match="nothing listens there"):
        ask(gone.url())
    with pytest.raises(CannotRead, match="not a name that leads anywhere"):
        ask("http://nowhere.invalid/", lookup=leads_to([]))
    with pytest.raises(CannotRead, match="a header in it cannot be sent"):
        _bad_header()


def _bad_header() -> None:
    with site(page=Reply()) as here:
        ask(here.url("/page"), headers={"x": "a\r\nb: c"})


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """Return a server's side of TLS with a certificate for 127.0.0.1 that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "here.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.fixture
def _trusted(tls: ssl.SSLContext, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001 - writes the file
    egress._trust().load_verify_locations(tmp_path / "here.pem")
    yield
    egress._trust.cache_clear()


@pytest.mark.usefixtures("_allowed")
def test_a_certificate_that_nobody_signed_is_refused(tls: ssl.SSLContext) -> None:
    with site(tls, page=Reply()) as here:
        with pytest.raises(CannotRead, match="its certificate is not good"):
            ask(here.url("/page"))
        assert here.asked == []


@pytest.mark.usefixtures("_allowed", "_trusted")
def test_a_good_certificate_says_when_it_ends_and_for_whom_it_is(tls: ssl.SSLContext) -> None:
    with site(tls, page=Reply(b"sealed")) as here:
        answer = ask(here.url("/page"))
        with pytest.raises(CannotRead, match="certificate is not good"):
            ask(here.url("/page", "other.example"), lookup=leads_to(["127.0.0.1"]))
    assert answer.body == b"sealed"
    assert answer.certificate_ends_at is not None
    assert timedelta(days=29) < answer.certificate_ends_at - datetime.now(UTC) < timedelta(days=31)


@pytest.mark.usefixtures("_allowed", "_trusted")
def test_a_sealed_address_never_leads_to_an_open_one(tls: ssl.SSLContext) -> None:
    with site(page=Reply()) as plain, site(tls) as here:
        here.replies["/away"] = Reply(status=302, headers={"location": plain.url("/page")})
        with pytest.raises(NotOutside, match="read along"):
            ask(here.url("/away"))


def test_networks_are_named_by_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORTEM_OUTGOING_NETWORKS", "10.20.0.0/16, fd00::/8")
    assert env.outgoing_networks() == (ip_network("10.20.0.0/16"), ip_network("fd00::/8"))
    monkeypatch.setenv("MORTEM_OUTGOING_NETWORKS", "10.20.0.1/16")
    with pytest.raises(BadInput, match=r"10.20.0.1/16.*write networks such as"):
        env.outgoing_networks()


@pytest.mark.usefixtures("_allowed")
def test_what_is_handed_over_is_posted_once_and_follows_nobody() -> None:
    with site(hook=Reply(b"ok", 204), on=Reply(b"", 307, {"location": "/hook"})) as here:
        answer = ask(here.url("/hook"), body=b"{}", headers={"content-type": "application/json"})
        assert (answer.status, here.brought) == (204, [b"{}"])
        assert here.asked[0][1]["content-type"] == "application/json"
        with pytest.raises(NotOutside, match="handed over once"):
            ask(here.url("/on"), body=b"{}")
        assert [path for path, _headers in here.asked] == ["/hook", "/on"]


def test_nothing_is_handed_over_inside() -> None:
    with site(hook=Reply()) as here:
        with pytest.raises(NotOutside):
            ask(here.url("/hook"), body=b"{}")
        assert here.asked == []
