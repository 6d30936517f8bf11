"""Where veille may connect: public addresses, and local ones only where the configuration says so."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from veille.errors import NO_FAILURE, Failure, failure

Allowed = Callable[[str], bool]
"""Says of an address that is not public whether it may be dialled all the same."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# Never public, though Python 3.11 calls some of them global; each with what it is.
_REFUSED = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", failure("this machine itself")),
        ("127.0.0.0/8", failure("this machine itself")),
        ("::/128", failure("this machine itself")),
        ("::1/128", failure("this machine itself")),
        ("10.0.0.0/8", failure("a private address")),
        ("172.16.0.0/12", failure("a private address")),
        ("192.168.0.0/16", failure("a private address")),
        ("fc00::/7", failure("a private address")),
        ("fec0::/10", failure("a private address")),
        ("100.64.0.0/10", failure("an address inside a provider's network")),
        ("169.254.0.0/16", failure("a link-local address")),
        ("fe80::/10", failure("a link-local address")),
        ("224.0.0.0/4", failure("a multicast address")),
        ("ff00::/8", failure("a multicast address")),
        # Ways through IPv6 to an IPv4 address that nobody checked.
        ("192.88.99.0/24", failure("an obsolete relay (6to4)")),
        ("2002::/16", failure("an obsolete tunnel (6to4)")),
        ("2001::/32", failure("an obsolete tunnel (Teredo)")),
        ("64:ff9b:1::/48", failure("a translator of the local network (NAT64)")),
    )
)
# RFC 6052: on an IPv6-only network every IPv4 site is reached under this prefix: judged by what it holds.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# RFC 4291 §2.4: all that has been given out to the public so far.
_UNICAST = ipaddress.IPv6Network("2000::/3")

_LOCAL_ENDINGS = (".localhost", ".local", ".lan", ".home.arpa", ".internal")


class Refused(OSError):
    """An address that may not be dialled; str() is a sentence that names it and says why, `failure` the same as data."""

    def __init__(self, why: Failure) -> None:
        # One errno for all: aiohappyeyeballs folds the errors of several addresses into one OSError,
        # and keeps the errno that they share.
        super().__init__(REFUSED, str(why))
        self.failure = why

    def __str__(self) -> str:
        return str(self.args[1])


REFUSED = errno.EPERM + 10_000  # no system call gives it


def refusal(address: str) -> Failure:
    """Return why an IP address that is not public may not be dialled: a failure that names it and says what it is."""
    try:
        ip = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return failure("{address} is not an IP address", address=address)
    for network, what in _REFUSED:
        if ip.version == network.version and ip in network:
            return failure("{address} is {what}", address=address, what=what)
    if ip.is_global and (ip.version == 4 or ip in _UNICAST):
        return NO_FAILURE
    return failure("{address} is {what}", address=address, what=failure("a reserved address"))


def refusals(error: OSError) -> tuple[Failure, ...]:
    """Return why each address was refused that an error with errno REFUSED speaks of, as aiohappyeyeballs folds them."""
    if isinstance(error, Refused):
        return (error.failure,)
    sentences = str(error.strerror).removeprefix("Multiple exceptions: ").split(", ")
    return tuple(filter(None, (refusal(sentence.partition(" ")[0]) for sentence in sentences)))


def _unwrapped(ip: _IP) -> _IP:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def locally_named(host: str) -> bool:
    """Return whether a host's name shows that it is local: an IP literal, localhost, a single label, .lan…"""
    name = host.strip("[]").rstrip(".").lower()
    if not name:
        return False
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_ENDINGS)
    return True


def nowhere_local(address: str) -> bool:
    """Allow no address that is not public."""
    return False


def anywhere(address: str) -> bool:
    """Allow every address: for hosts that the configuration makes local, and the proxy."""
    return True


def check(address: str, allowed: Allowed) -> None:
    """Raise Refused unless an IP address is public or allowed."""
    why = refusal(address)
    if why and not allowed(address):
        raise Refused(why)


def socket_factory(allowed: Allowed) -> Callable[[tuple[Any, ...]], socket.socket]:
    """Return what makes aiohttp's sockets: called for every dial, after resolution and before connect.

    It sees literals, redirects, each of several addresses, and second answers of a rebinding name, which a
    resolver alone does not (aiohttp never asks it for literals). Raises Refused.
    """

    def make(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        check(address[0], allowed)
        return socket.socket(family, kind, protocol)

    return make
