"""Where a request may go that the server itself makes: read strictly, judged by numbers.

A form that takes an address is a way into the network in which the server stands. So an
address is read in one way only, and what its name leads to is judged before anything is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from mortem.core.errors import BadInput, NotOutside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network, IPv6Network

    Network = IPv4Network | IPv6Network
    Address = IPv4Address | IPv6Address

PORTS: Final = {"http": 80, "https": 443}
LOWEST_FREE_PORT: Final = 1024
# Services that listen above 1024, speak no HTTP, and would act on what a request says.
_OTHER_SERVICES: Final = frozenset(
    {1433, 1521, 2049, 3306, 3389, 5432, 5900, 6000, 6379, 6667, 11211, 27017}
)
LONGEST: Final = 2_000  # characters of an address

_UNWRITABLE = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"{}|^`]")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)

# RFC 6890 and what came after it, and Azure's WireServer; the first that holds an address names it.
_INSIDE: Final = tuple(
    (ip_network(network), words)
    for network, words in (
        ("0.0.0.0/8", "it means “this network”"),
        ("10.0.0.0/8", "it is private"),
        ("100.64.0.0/10", "it is shared by a provider's customers"),
        ("127.0.0.0/8", "it is this computer itself"),
        ("169.254.0.0/16", "it is link-local, where clouds keep their keys"),
        ("168.63.129.16/32", "it is a cloud's own, for the machines in it"),
        ("172.16.0.0/12", "it is private"),
        ("192.0.0.0/24", "it is reserved"),
        ("192.0.2.0/24", "it is for examples"),
        ("192.88.99.0/24", "it is a relay's"),
        ("192.168.0.0/16", "it is private"),
        ("198.18.0.0/15", "it is for measuring networks"),
        ("198.51.100.0/24", "it is for examples"),
        ("203.0.113.0/24", "it is for examples"),
        ("224.0.0.0/4", "it is multicast"),
        ("255.255.255.255/32", "it is everybody at once"),
        ("240.0.0.0/4", "it is reserved"),
        ("::/128", "it means “this computer”"),
        ("::1/128", "it is this computer itself"),
        ("::ffff:0:0/96", "it hides an IPv4 address"),
        ("::/96", "it hides an IPv4 address"),
        ("64:ff9b:1::/48", "it hides an IPv4 address"),
        ("100::/64", "it leads nowhere"),
        ("2001::/32", "it hides an IPv4 address"),
        ("2001::/23", "it is reserved"),
        ("2001:db8::/32", "it is for examples"),
        ("2002::/16", "it hides an IPv4 address"),
        ("3fff::/20", "it is for examples"),
        ("5f00::/16", "it is reserved"),
        ("fc00::/7", "it is private"),
        ("fe80::/10", "it is link-local"),
        ("fec0::/10", "it is private"),
        ("ff00::/8", "it is multicast"),
    )
)
_NAT64 = ip_network("64:ff9b::/96")  # what IPv6-only networks make of every IPv4 address


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: `host` is lower case and ASCII, `target` what is asked for there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must stay the same for a secret to be sent along."""
        return self.scheme, self.host, self.port

    @property
    def host_header(self) -> str:
        """The name as a request gives it, with its port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place(url: str) -> Place:
    """Read an address. Raises NotOutside, in words, for whatever could be read in two ways."""
    if len(url) > LONGEST:
        raise NotOutside("This address is longer than {most} characters.", most=LONGEST)
    if _UNWRITABLE.search(url):
        raise NotOutside("An address has no spaces, backslashes or unseen characters in it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotOutside("This cannot be read as an address.") from None
    if parts.scheme not in PORTS:
        raise NotOutside(
            "An address here begins with https:// or http://, not with “{scheme}”.",
            scheme=parts.scheme[:20],
        )
    if "@" in parts.netloc:
        raise NotOutside(
            "An address here has no name or password in it.",
            hint="A password belongs in the field for secrets, where it is sealed.",
        )
    host = _host(parts.netloc.rpartition(":")[0] if port is not None else parts.netloc)
    query = f"?{parts.query}" if parts.query else ""
    found = PORTS[parts.scheme] if port is None else port
    check_port(found)
    return Place(parts.scheme, host, found, f"{parts.path or '/'}{query}")


def _host(written: str) -> str:
    if written.startswith("["):
        return _six(written)
    host = _ascii(written).lower()
    last = host.removesuffix(".").rpartition(".")[2]
    if _NUMBER.fullmatch(last):
        return _four(host)
    if not all(_LABEL.fullmatch(label) for label in host.removesuffix(".").split(".")):
        raise NotOutside("“{host}” is not the name of a computer.", host=written[:80])
    return host.removesuffix(".")


def _ascii(written: str) -> str:
    try:
        return written.encode("idna").decode("ascii")
    except UnicodeError:
        raise NotOutside("“{host}” is not the name of a computer.", host=written[:80]) from None


def _four(host: str) -> str:
    """Take four plain numbers only: 127.1, 0x7f000001 and 0177.0.0.1 are read as what they hide."""
    try:
        return str(IPv4Address(host))
    except ValueError:
        raise NotOutside(
            "“{host}” is an odd way to write an address; write four plain numbers.", host=host[:80]
        ) from None


def _six(written: str) -> str:
    within = written[1:-1] if written.endswith("]") and "%" not in written else ""
    try:
        return str(IPv6Address(within))
    except ValueError:
        raise NotOutside("“{host}” is not an IPv6 address.", host=written[:80]) from None


def check_port(port: int) -> None:
    """Raise NotOutside for a port behind which no page is to be expected."""
    usual = port in PORTS.values()
    if port in _OTHER_SERVICES or (port < LOWEST_FREE_PORT and not usual):
        raise NotOutside(
            "Port {port} is not one for web pages; 80, 443 and most from {lowest} on are.",
            port=port,
            lowest=LOWEST_FREE_PORT,
        )


def check_address(address: str, *, allowed: Iterable[Network] = ()) -> None:
    """Raise NotOutside for a number that lies inside, unless the operator allows its network."""
    ip = ip_address(address)
    if any(ip.version == network.version and ip in network for network in allowed):
        return
    if isinstance(ip, IPv6Address) and ip in _NAT64:
        check_address(str(IPv4Address(int(ip) & 0xFFFFFFFF)), allowed=allowed)
        return
    why = next((words for network, words in _INSIDE if _in(ip, network)), "")
    if why or not ip.is_global:
        raise NotOutside(
            "{address} may not be asked: {why}.",
            address=address,
            why=why or "it is not on the public internet",
            hint="Whoever runs Mortem can allow a network: MORTEM_OUTGOING_NETWORKS.",
        )


def _in(ip: Address, network: Network) -> bool:
    return ip.version == network.version and ip in network


_HEADER = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]+): *([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)")
_OURS: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "upgrade", "accept-encoding"}
)


def headers_in(text: str) -> dict[str, str]:
    """Read headers, one a line. Raises BadInput for a line that is none, or not one's to set."""
    found = {}
    for number, line in enumerate(text.strip().splitlines(), start=1):
        header = _HEADER.fullmatch(line.strip())
        if header is None:
            raise BadInput(
                "headers", "Line {number} is no header; write Name: value.", number=number
            )
        if header[1].lower() in _OURS:
            raise BadInput("headers", "{name} is set by Mortem itself.", name=header[1])
        found[header[1]] = header[2]
    return found
