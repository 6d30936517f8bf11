"""The picture of a letter: drawn once, attached to its mail, and held within a page that stands alone."""

from __future__ import annotations

from base64 import b64encode

from veille.letters.layout import Page

CID = "chart@veille"
"""How a letter's HTML names its picture, which its mail carries (RFC 2392)."""


def drawn(page: Page) -> bytes | None:
    """Return a page's picture as a PNG; None where it has none."""
    shown = next((part.picture for part in page.parts if part.picture is not None), None)
    if shown is None:
        return None
    from veille.letters.chart import png

    return png(shown.charts)


def embedded(html: str, picture: bytes | None) -> str:
    """Return a letter's HTML with its picture within, for where no mail carries it."""
    if picture is None:
        return html
    return html.replace(f'src="cid:{CID}"', f'src="data:image/png;base64,{b64encode(picture).decode()}"')
