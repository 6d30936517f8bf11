"""veille keeps watch: this is the plugin API, re-exported, and nothing else."""

from veille.errors import NotModified, SourceError, WebError
from veille.model import Batch, Item, OAuth, Secret
from veille.source import Cursor, Offer, Page, Source, Web
from veille.streams import hang_up

__all__ = [
    "Batch",
    "Cursor",
    "Item",
    "NotModified",
    "OAuth",
    "Offer",
    "Page",
    "Secret",
    "Source",
    "SourceError",
    "Web",
    "WebError",
    "hang_up",
]
