"""What of a page stands in a frame, or is drawn by a script, of another site: its text does not show it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from veille.errors import Failure, failure
from veille.kit.addresses import absolute, host_of

# Measurements, consent, videos, maps, forms, buttons and the libraries of others: no list stands in them.
_OTHERS = re.compile(
    r"(?:^|\.)(?:google(?:tagmanager|apis|syndication|-analytics)?|gstatic|doubleclick|recaptcha|hcaptcha|youtube(?:-nocookie)?"
    r"|youtu|ytimg|vimeo|dailymotion|facebook|instagram|twitter|x|linkedin|tiktok|spotify|deezer|soundcloud|ausha|acast|openstreetmap"
    r"|umap|mapbox|matomo|piwik|hotjar|clarity|plausible|axept|axeptio|didomi|cookiebot|cookieyes|tarteaucitron|onetrust|trustcommander"
    r"|hs-scripts|hsforms|hubspot|typeform|calendly|brevo|sibforms|mailchimp|list-manage|cloudflare|cloudflareinsights|jsdelivr|unpkg"
    r"|jquery|bootstrapcdn|fontawesome|typekit|wp|gravatar|addtoany|sharethis|disqus|stripe|paypal|helloasso|crisp|intercom|zendesk|zdassets)"
    r"\.[a-z.]{2,6}$"
)
_OPENINGS = re.compile(
    r"job|career|carri[eè]re|recru|talent|emploi|offre|hir(?:e|ing)|vacanc|vacature|karriere|stellen|ats\b|lavor|empleo|trabaj|praca",
    re.IGNORECASE,
)
# Where the address of a frame stands until a consent or a scroll lets it load.
_SOURCES = ("src", "data-src", "data-lazy-src", "data-cmp-src", "data-iframe-src", "data-url")
_MAIN = "main, [role=main], article, #content, #main, .content, .entry-content"


@dataclass(frozen=True, slots=True)
class Embedded:
    """Whose frame or script it is; `address` is that of a frame, "" of a script."""

    host: str
    address: str = ""

    def why(self) -> Failure:
        """Return what a reader of the page must know."""
        if self.address:
            return failure(
                "the openings stand in a frame of {name}, which this page's text does not show",
                name=self.host,
            )
        return failure(
            "the openings are drawn by a script of {name}, which this page's text does not show",
            name=self.host,
        )


def speaks_of_openings(text: str) -> bool:
    """Return whether an address or a title is one of a page about jobs."""
    return _OPENINGS.search(text) is not None


def openings_elsewhere(tree: LexborHTMLParser, url: str) -> Embedded | None:
    """Return the frame or script of another site in which the openings of a page about jobs stand, if there is one.

    A frame goes before a script, and what speaks of jobs before what does not; a script alone must do so, or stand
    in the main text.
    """
    found: list[tuple[int, Embedded]] = []
    for node in tree.css("iframe, frame, object[data], embed[src]"):
        address = next(filter(None, (_address(node, name, url) for name in (*_SOURCES, "data"))), "")
        if address and (_speaks(node, address) or host_of(address) != host_of(url)):
            found.append((0 if _speaks(node, address) else 2, Embedded(host_of(address), address)))
    main = (
        {node.mem_id for node in tree.css(f":is({_MAIN}) script[src]")}
        if tree.css_first("script[src]")
        else set()
    )
    for node in tree.css("script[src]"):
        address = _address(node, "src", url)
        if (
            address
            and _site(host_of(address)) != _site(host_of(url))
            and (_OPENINGS.search(address) or node.mem_id in main)
        ):
            found.append((1 if _OPENINGS.search(address) else 3, Embedded(host_of(address))))
    return min(found, key=lambda ranked: ranked[0], default=(0, None))[1]


def _speaks(node: LexborNode, address: str) -> bool:
    said = " ".join(node.attributes.get(name) or "" for name in ("id", "class", "title", "name"))
    return bool(_OPENINGS.search(f"{address} {said}"))


def _address(node: LexborNode, name: str, url: str) -> str:
    """Return the address in an attribute where a list may stand at it."""
    address = absolute(url, node.attributes.get(name) or "")
    host = host_of(address)
    return (
        ""
        if not host or _OTHERS.search(host) or address.partition("#")[0] == url.partition("#")[0]
        else address
    )


def _site(host: str) -> str:
    """Return a host without its subdomains, as far as its labels tell: "example.co.uk", "ville.gouv.fr"."""
    labels = host.split(".")
    shared = len(labels) > 2 and (len(labels[-2]) <= 3 or labels[-2] in ("gouv", "asso"))
    return ".".join(labels[-3:] if shared else labels[-2:])
