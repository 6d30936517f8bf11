"""Where veille may connect: every spelling of every address that is not public is refused."""

from __future__ import annotations

import socket

import pytest

from veille.web.guard import Refused, anywhere, locally_named, nowhere_local, refusal, socket_factory


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:0808:0808::1",
        "2001:0:5ef5:79fd::1",
        "2001:db8::1",
        "fc00::1",
        "fd00::1",
        "fec0::1",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "1fff::1",
        "100::1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "",
    ],
)
def test_an_address_that_is_not_public_is_refused_by_name(address: str) -> None:
    assert str(refusal(address)).startswith(f"{address} is ")


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2606:4700::1111", "172.32.0.1"],
)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert not refusal(address)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", "this machine itself"),
        ("192.168.1.1", "a private address"),
        ("169.254.169.254", "a link-local address"),
        ("100.64.0.1", "an address inside a provider's network"),
        ("::ffff:127.0.0.1", "this machine itself"),
    ],
)
def test_a_refusal_says_what_the_address_is(address: str, words: str) -> None:
    assert str(refusal(address)) == f"{address} is {words}"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "8.8.8.8",
        "[::1]",
        "fe80::1%eth0",
        "localhost",
        "LOCALHOST",
        "wiki",
        "nas.local",
        "nas.local.",
        "srv.LAN",
        "box.home.arpa",
        "git.internal",
    ],
)
def test_a_literal_a_single_label_and_the_local_endings_are_visibly_local(host: str) -> None:
    assert locally_named(host)


@pytest.mark.parametrize("host", ["lwn.net", "local.example.org", "lan.fr", "xn--mylocal.com", "0x7f.1", ""])
def test_other_names_are_not_visibly_local(host: str) -> None:
    assert not locally_named(host)


def info(address: str) -> tuple[object, ...]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, 0, "", (address, 80)


def test_no_socket_is_made_for_a_refused_address() -> None:
    with pytest.raises(Refused, match=r"^10\.0\.0\.1 is a private address$"):
        socket_factory(nowhere_local)(info("10.0.0.1"))


def test_a_socket_is_made_for_a_public_address_and_for_an_allowed_one() -> None:
    socket_factory(nowhere_local)(info("8.8.8.8")).close()
    socket_factory(anywhere)(info("10.0.0.1")).close()
    only = socket_factory(lambda address: address == "10.0.0.1")
    only(info("10.0.0.1")).close()
    with pytest.raises(Refused):
        only(info("10.0.0.2"))
