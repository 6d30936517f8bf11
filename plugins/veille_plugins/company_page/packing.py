"""What a cursor remembers of a page, as a short text. Pure."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

_LARGEST = 4_000_000  # bytes unpacked


def pack(value: Any) -> str:
    """Return a value of JSON as a short text, which JSON need not quote."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 9)).decode("ascii")


def unpack(packed: object) -> Any:
    """Return what was packed, None where it can't be read."""
    if not isinstance(packed, str):
        return None
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(packed), _LARGEST)
        return json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, zlib.error):
        return None
