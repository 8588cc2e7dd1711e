"""The nginx configuration of docs/how-to/tls-proxy.md, run as it is printed there."""

from __future__ import annotations

import shutil
import subprocess
from http.client import HTTPConnection
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.docs.conftest import Visitor, block, free_port, mortem_served, running, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "how-to/tls-proxy.md"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")
AROUND = """
pid {folder}/nginx.pid;
daemon off;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{server}
}}
"""

pytestmark = pytest.mark.skipif(not (NGINX and OPENSSL), reason="nginx and openssl are not here")


class Behind(NamedTuple):
    """A Mortem behind a proxy: the visitor at its public address, and how they sign in."""

    visitor: Visitor
    sign_in: str
    plain_url: str
    inner_url: str


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("proxy")
    secure, plain, inner = free_port(), free_port(), free_port()
    certificate = make_certificate(folder)
    configuration = folder / "nginx.conf"
    server = placed(block(PAGE, "nginx"), folder, secure=secure, plain=plain, inner=inner)
    configuration.write_text(AROUND.format(folder=folder, server=server))
    url = f"https://localhost:{secure}"
    with (
        mortem_served(folder / "data", inner, MORTEM_PUBLIC_URL=url) as sign_in,
        running(str(NGINX), "-p", folder, "-c", configuration),
    ):
        wait_for(secure)
        yield Behind(
            Visitor(url, certificate),
            sign_in,
            f"http://localhost:{plain}",
            f"http://127.0.0.1:{inner}",
        )


def make_certificate(folder: Path) -> Path:
    command = f"{OPENSSL} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    command += " -addext subjectAltName=DNS:localhost -keyout mortem.key -out mortem.crt"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder / "mortem.crt"


def placed(server: str, folder: Path, *, secure: int, plain: int, inner: int) -> str:
    """Put the printed configuration on this machine: other ports, names and paths, no more."""
    for old, new in {
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "127.0.0.1:8765": f"127.0.0.1:{inner}",
        "mortem.example": "localhost",
        "/etc/ssl/mortem": f"{folder}/mortem",
    }.items():
        assert old in server
        server = server.replace(old, new)
    return server


def test_one_signs_in_and_begins_a_review_through_the_proxy(behind: Behind) -> None:
    ada = behind.visitor

    signed_in = ada.post(behind.sign_in.removeprefix(ada.url))
    begun = ada.post("/ahead/new/", context="migration", title="Move orders on 3 March")

    assert (signed_in.status, begun.status) == (200, 200)
    assert "Move orders on 3 March" in begun.text


def test_every_cookie_stays_on_https(behind: Behind) -> None:
    stranger = Visitor(behind.visitor.url, behind.visitor.certificate)

    cookies = stranger.get("/sign-in/").cookies

    assert cookies
    assert [cookie for cookie in cookies if "; Secure" not in cookie] == []


def test_a_form_sent_from_another_site_is_refused(behind: Behind) -> None:
    foreign = {"Origin": "https://elsewhere.example"}

    answer = behind.visitor.post("/ahead/new/", foreign, context="migration", title="Theirs")

    assert answer.status == 403


def test_another_host_name_is_refused(behind: Behind) -> None:
    request = Request(f"{behind.inner_url}/sign-in/", headers={"Host": "elsewhere.example"})

    with pytest.raises(HTTPError) as refused, urlopen(request, timeout=30):
        pass

    refused.value.close()
    assert refused.value.code == 400


def test_http_leads_to_https(behind: Behind) -> None:
    address = urlsplit(behind.plain_url)
    plain = HTTPConnection(str(address.hostname), address.port)
    plain.request("GET", "/r/1/")

    answer = plain.getresponse()
    plain.close()

    assert (answer.status, answer.getheader("Location")) == (301, "https://localhost/r/1/")
