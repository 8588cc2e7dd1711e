"""An address is read in one way only, and what lies inside is not asked."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from mortem.core.errors import NotOutside
from mortem.core.outgoing import LONGEST, Place, check_address, place

ODD = {
    "http://127.1/": "odd way",
    "http://2130706433/": "odd way",
    "http://0x7f000001/": "odd way",
    "http://0x7f.0.0.1/": "odd way",
    "http://0177.0.0.1/": "odd way",
    "http://127.0.0.01/": "odd way",
    "http://127.0.0.1./": "odd way",
    "http://0/": "odd way",
    "http://10.0.0/": "odd way",
    "http://192.168.257/": "odd way",
    "http://[::1/": "cannot be read",
    "http://[fe80::1%25eth0]/": "not an IPv6 address",
    "http://[::ffff:127.0.0.1/": "cannot be read",
    "http://user@example.org/": "no name or password",
    "http://user:word@example.org/": "no name or password",
    "http://example.org@127.0.0.1/": "no name or password",
    "http://example.org\\@127.0.0.1/": "no spaces, backslashes",
    "http://example.org\\.evil.example/": "no spaces, backslashes",
    "http://example.org/\r\nHost: other": "no spaces, backslashes",
    "http://exa mple.org/": "no spaces, backslashes",
    "http://example.org\x00.evil.example/": "no spaces, backslashes",
    "file:///etc/passwd": "begins with https://",
    "gopher://example.org/": "begins with https://",
    "ftp://example.org/": "begins with https://",
    "dict://example.org:11211/": "begins with https://",
    "javascript:alert(1)": "begins with https://",
    "data:text/plain,x": "begins with https://",
    "//example.org/": "begins with https://",
    "example.org": "begins with https://",
    "": "begins with https://",
    "http://": "not the name of a computer",
    "http:///path": "not the name of a computer",
    "http://-example.org/": "not the name of a computer",
    "http://exa%6dple.org/": "not the name of a computer",
    "http://example..org/": "not the name of a computer",
    "http://example.org:22/": "Port 22",
    "http://example.org:25/": "Port 25",
    "http://example.org:6379/": "Port 6379",
    "http://example.org:5432/": "Port 5432",
    "http://example.org:11211/": "Port 11211",
    "http://example.org:0/": "Port 0",
    "http://example.org:99999/": "cannot be read",
    "http://example.org:8x/": "cannot be read",
    f"http://example.org/{'a' * LONGEST}": "longer than",
}

INSIDE = {
    "0.0.0.0": "this network",  # noqa: S104 - refused, not listened on
    "10.1.2.3": "private",
    "100.64.0.1": "provider",
    "127.0.0.1": "this computer",
    "127.255.255.254": "this computer",
    "168.63.129.16": "cloud",
    "169.254.169.254": "link-local",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.8": "reserved",
    "192.0.2.1": "examples",
    "192.88.99.1": "relay",
    "192.168.0.1": "private",
    "198.18.0.1": "measuring",
    "198.51.100.7": "examples",
    "203.0.113.9": "examples",
    "224.0.0.251": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "everybody",
    "::": "this computer",
    "::1": "this computer",
    "::7f00:1": "hides",
    "::ffff:127.0.0.1": "hides",
    "::ffff:10.0.0.1": "hides",
    "::ffff:8.8.8.8": "hides",
    "64:ff9b::7f00:1": "this computer",
    "64:ff9b::a9fe:a9fe": "link-local",
    "64:ff9b:1::1": "hides",
    "100::1": "nowhere",
    "2001::1": "hides",
    "2001:db8::1": "examples",
    "2002:7f00:1::": "hides",
    "2002:a9fe:a9fe::1": "hides",
    "3fff::1": "examples",
    "fc00::1": "private",
    "fd12:3456:789a::1": "private",
    "fe80::1": "link-local",
    "fec0::1": "private",
    "ff02::1": "multicast",
}


@pytest.mark.parametrize("url", ODD)
def test_an_address_that_could_be_read_in_two_ways_is_refused_in_words(url: str) -> None:
    with pytest.raises(NotOutside) as refused:
        place(url)
    assert ODD[url] in str(refused.value)


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_is_refused_and_says_who_can_allow_it(address: str) -> None:
    with pytest.raises(NotOutside) as refused:
        check_address(address)
    assert INSIDE[address] in str(refused.value)
    assert "MORTEM_OUTGOING_NETWORKS" in refused.value.hint


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "64:ff9b::808:808", "172.32.0.1"])
def test_what_lies_outside_may_be_asked(address: str) -> None:
    check_address(address)


def test_an_operator_allows_a_network_and_no_more() -> None:
    allowed = (ip_network("10.20.0.0/16"), ip_network("fd00::/8"))
    for address in ("10.20.3.4", "fd00::1", "64:ff9b::a14:304"):
        check_address(address, allowed=allowed)
    for address in ("10.21.0.1", "127.0.0.1", "fc00::1", "::ffff:10.20.3.4"):
        with pytest.raises(NotOutside):
            check_address(address, allowed=allowed)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://Example.ORG/a?b=c#d", Place("https", "example.org", 443, "/a?b=c")),
        ("http://example.org:8080", Place("http", "example.org", 8080, "/")),
        ("http://example.org./x", Place("http", "example.org", 80, "/x")),
        ("http://[2606:4700:0::1]:9090/", Place("http", "2606:4700::1", 9090, "/")),
        ("http://①②⑦.⓪.⓪.①/", Place("http", "127.0.0.1", 80, "/")),
        ("https://bücher.example/", Place("https", "xn--bcher-kva.example", 443, "/")),
    ],
)
def test_a_plain_address_is_read_as_it_is_meant(url: str, read: Place) -> None:
    assert place(url) == read


def test_the_name_is_told_with_its_port_unless_that_is_usual() -> None:
    urls = ("https://a.example/", "https://a.example:8443/", "http://[2606:4700::1]:8080/")
    assert [place(url).host_header for url in urls] == [
        "a.example",
        "a.example:8443",
        "[2606:4700::1]:8080",
    ]
