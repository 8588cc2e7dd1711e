"""The way of docs/how-to/ssh-tunnel.md, with a real sshd on another port of this machine."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.docs.conftest import Visitor, free_port, mortem_served, running, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
SSH = shutil.which("ssh")
SERVER = """
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/you.pub
PidFile {folder}/pid
PasswordAuthentication no
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
"""

pytestmark = pytest.mark.skipif(not (SSHD and SSH), reason="an SSH server is not here")


class Tunnel(NamedTuple):
    url: str
    sign_in: str


@pytest.fixture(scope="module")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tunnel]:
    folder = tmp_path_factory.mktemp("tunnel")
    door, far, near = free_port(), free_port(), free_port()
    make_keys(folder)
    (folder / "sshd_config").write_text(SERVER.format(port=door, folder=folder))
    url = f"http://127.0.0.1:{near}"
    with (
        running(str(SSHD), "-D", "-e", "-f", folder / "sshd_config"),
        mortem_served(folder / "data", far, MORTEM_PUBLIC_URL=url) as sign_in,
    ):
        wait_for(door)
        with running(str(SSH), *client(folder, door), "-N", "-L", f"{near}:127.0.0.1:{far}", "far"):
            wait_for(near)
            yield Tunnel(url, sign_in)


def make_keys(folder: Path) -> None:
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd as root insists on it
    for name in ("host", "you"):
        command = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name)
        subprocess.run(command, check=True)


def client(folder: Path, port: int) -> list[str]:
    options = {
        "HostName": "127.0.0.1",
        "User": getpass.getuser(),
        "Port": port,
        "IdentityFile": folder / "you",
        "IdentitiesOnly": "yes",
        "StrictHostKeyChecking": "no",
        "UserKnownHostsFile": folder / "known",
        "ExitOnForwardFailure": "yes",
    }
    return ["-F", "none", *(f"-o{name}={value}" for name, value in options.items())]


def test_one_signs_in_and_begins_a_review_through_the_tunnel(tunnel: Tunnel) -> None:
    ada = Visitor(tunnel.url)

    signed_in = ada.post(tunnel.sign_in.removeprefix(tunnel.url))
    begun = ada.post("/back/new/", context="incident", title="The shop was down for 47 minutes")

    assert (signed_in.status, begun.status) == (200, 200)
    assert "The shop was down for 47 minutes" in begun.text


def test_pages_say_that_the_link_is_for_this_computer_only(tunnel: Tunnel) -> None:
    cookies = Visitor(tunnel.url).get("/sign-in/").cookies

    assert cookies
    assert [cookie for cookie in cookies if "; Secure" in cookie] == []
