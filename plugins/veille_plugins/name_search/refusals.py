"""What the status of a service's refusal means, as failures with advice."""

from __future__ import annotations

from collections.abc import Mapping

from veille import Failure, WebError, failure

_BRAVE_KEY = failure(
    "Brave does not accept the key: run  veille secret  with the name that [search] brave gives it"
)
_OPENALEX_KEY = failure("OpenAlex does not accept the key: see openalex.org/settings/api")
_TAGS = failure("this Mastodon server shows hashtags to its own users alone: name another as 'server'")


def _away(status: int) -> Failure:
    return failure("Reddit turns veille away for now ({status}): it is asked again later", status=status)


REASONS: Mapping[str, Mapping[int, Failure]] = {
    "searxng": {
        403: failure(
            "this SearXNG gives no JSON (403): its settings.yml must list json under search.formats"
        ),
        429: failure(
            "the limiter of this SearXNG turns veille away: set  limiter: false  there, or use one of your own"
        ),
    },
    "brave": {
        401: _BRAVE_KEY,
        403: _BRAVE_KEY,
        422: failure(
            "Brave refuses the key or the query (422): its key is the one that its dashboard calls Subscription Token"
        ),
        429: failure("Brave was asked too often this second, or its plan is used up for this month (429)"),
    },
    "mastodon_tag": {401: _TAGS, 403: _TAGS, 422: _TAGS},
    "mastodon": {
        401: failure(
            "the Mastodon server does not accept the token: make a new one, with the right read:search"
        ),
        403: failure("the token of the Mastodon server lacks the right read:search"),
        422: failure(
            "the Mastodon server searches for its own users alone: the token must be that of an account"
        ),
    },
    "bluesky_feed": {400: failure("Bluesky knows no account of that name")},
    "bluesky": {
        400: failure("Bluesky does not accept the search, or the session was ended"),
        401: failure("Bluesky does not accept the user and its app password"),
    },
    "openalex": {
        401: _OPENALEX_KEY,
        403: failure("OpenAlex refuses: the key is missing, or what it may ask in a day is used up (403)"),
        429: failure("what the key may ask OpenAlex in a day is used up (429)"),
    },
    "reddit": {403: _away(403), 429: _away(429)},
    "google_news": {
        403: failure("Google News turns veille away (403): it takes its requests for a robot's"),
        429: failure("Google News turns veille away for now (429): it was asked too often from this address"),
        503: failure("Google News turns veille away for now (503): it asks for a captcha"),
    },
}


def explained(error: WebError, engine: str) -> WebError:
    """Return an error with this engine's reason for its status, if there is one here; its other fields stay."""
    why = REASONS.get(engine, {}).get(error.status or 0)
    if why is None:
        return error
    return WebError(
        why, url=error.url, status=error.status, retry_after=error.retry_after, network=error.network
    )
