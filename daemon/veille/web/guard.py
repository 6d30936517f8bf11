"""Where veille may connect: public addresses, and local ones only where the configuration says so."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

Allowed = Callable[[str], bool]
"""Says of an address that is not public whether it may be dialled all the same."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# Never public, though Python 3.11 calls some of them global; each with the words for a person.
_REFUSED = tuple(
    (ipaddress.ip_network(network), words)
    for network, words in (
        ("0.0.0.0/8", "this machine itself"),
        ("127.0.0.0/8", "this machine itself"),
        ("::/128", "this machine itself"),
        ("::1/128", "this machine itself"),
        ("10.0.0.0/8", "a private address"),
        ("172.16.0.0/12", "a private address"),
        ("192.168.0.0/16", "a private address"),
        ("fc00::/7", "a private address"),
        ("fec0::/10", "a private address"),
        ("100.64.0.0/10", "an address inside a provider's network"),
        ("169.254.0.0/16", "a link-local address"),
        ("fe80::/10", "a link-local address"),
        ("224.0.0.0/4", "a multicast address"),
        ("ff00::/8", "a multicast address"),
        # Ways through IPv6 to an IPv4 address that nobody checked.
        ("192.88.99.0/24", "an obsolete relay (6to4)"),
        ("2002::/16", "an obsolete tunnel (6to4)"),
        ("2001::/32", "an obsolete tunnel (Teredo)"),
        ("64:ff9b:1::/48", "a translator of the local network (NAT64)"),
    )
)
# RFC 6052: on an IPv6-only network every IPv4 site is reached under this prefix: judged by what it holds.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# RFC 4291 §2.4: all that has been given out to the public so far.
_UNICAST = ipaddress.IPv6Network("2000::/3")

_LOCAL_ENDINGS = (".localhost", ".local", ".lan", ".home.arpa", ".internal")


class Refused(OSError):
    """An address that may not be dialled; str() is a sentence that names it and says why."""

    def __init__(self, sentence: str) -> None:
        # One errno for all: aiohappyeyeballs folds the errors of several addresses into one OSError,
        # and keeps the errno that they share.
        super().__init__(REFUSED, sentence)

    def __str__(self) -> str:
        return str(self.args[1])


REFUSED = errno.EPERM + 10_000  # no system call gives it


def refusal(address: str) -> str:
    """Return "" when an IP address is public, else a sentence that names it and says what it is."""
    try:
        ip = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return f"{address} is not an IP address"
    for network, words in _REFUSED:
        if ip.version == network.version and ip in network:
            return f"{address} is {words}"
    public = ip.is_global and (ip.version == 4 or ip in _UNICAST)
    return "" if public else f"{address} is a reserved address"


def _unwrapped(ip: _IP) -> _IP:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def locally_named(host: str) -> bool:
    """Say whether a host's name shows that it is local: an IP literal, localhost, a single label, .lan…"""
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
