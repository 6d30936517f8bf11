"""From the bytes on the wire to the body: decompressed, and never larger than allowed. Pure."""

from __future__ import annotations

import zlib

LARGEST = 5_000_000
"""Bytes of one body, on the wire and decompressed: the largest of 252 real feeds has 1 MB."""

_GZIP = b"\x1f\x8b"


class BadBody(Exception):
    """A body that can't be had; str() says what it did, to stand after the address."""


def unpacked(wire: bytes, encoding: str, most: int = LARGEST) -> bytes:
    """Return the body of an answer whose Content-Encoding is `encoding`. Raises BadBody."""
    coding = encoding.strip().lower()
    if coding in ("", "identity"):
        return wire
    if coding not in ("gzip", "x-gzip"):
        raise BadBody(f"sent a compression that was not asked for ({coding[:20]})")
    out = bytearray()
    rest = wire
    # RFC 1952 §2.2: members may follow each other. What follows the last one and is no member is padding.
    while rest.startswith(_GZIP) or not out:
        member = zlib.decompressobj(31)
        try:
            out += member.decompress(rest, most + 1 - len(out))
        except zlib.error:
            raise BadBody("sent a compressed body that is damaged") from None
        if len(out) > most:
            raise too_large(most)
        if not member.eof:
            raise BadBody("sent a compressed body that was cut off")
        if not out and not member.unused_data:
            break
        rest = member.unused_data
    return bytes(out)


def too_large(most: int = LARGEST) -> BadBody:
    """Return the error of a body over `most` bytes."""
    return BadBody(f"sent more than {most / 1_000_000:g} MB")
