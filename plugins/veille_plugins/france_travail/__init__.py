"""The kind `france_travail`: offers of the French employment service, by its official API (francetravail.io).

The API wants an account, free of charge: `client` and `password` are those of an application made there that
may use "Offres d'emploi v2".
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from veille import (
    NO_FAILURE,
    Batch,
    Cursor,
    Item,
    NotModified,
    Page,
    Secret,
    SourceError,
    Web,
    WebError,
    failure,
    failure_n,
)
from veille_plugins.france_travail import openings, request

SITE = "https://entreprise.francetravail.fr"
TOKEN = f"{SITE}/connexion/oauth2/access_token?realm=%2Fpartenaire"
SEARCH = "https://api.francetravail.io/partenaire/offresdemploi/v2/offres/search"

_AT_ONCE = 150  # offers in one answer: the API's own limit
_PAGES = 4  # answers read of one search, newest offers first
_MARGIN = 60.0  # seconds before its end at which a token is no longer used
_NOT_ACCEPTED = failure(
    "France Travail does not accept this client: check `client` and its secret, and that the application"
    " made there may use Offres d'emploi v2"
)


@dataclass(frozen=True)
class Source:
    """Offers that a search finds: `words` (7 at most), `where`, `contract`; at least one of the three.

    `where` takes a department, by number or name, and a commune by its INSEE code (10 km around it are
    searched), or Paris, Lyon, Marseille; `contract` takes the API's codes (CDI, CDD, MIS…) or the words
    intérim, saisonnier, apprentissage, alternance…
    """

    client: str
    password: Secret
    words: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()

    openings = True
    version = 1

    def __post_init__(self) -> None:
        request.searches(self.words, self.where, self.contract)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        items: dict[str, Item] = {}
        still: dict[str, None] = {}
        # answers that are not requested now may be again, and be as they were when last kept
        seen: dict[str, Any] = dict(cursor)
        complete, modified, bad = True, False, 0
        for number, search in enumerate(request.searches(self.words, self.where, self.contract)):
            for start in range(0, _PAGES * _AT_ONCE, _AT_ONCE):
                key = f"{number}:{start}"
                try:
                    page = await self._get(web, {**search, "range": f"{start}-{start + _AT_ONCE - 1}"})
                except NotModified:
                    still.update(dict.fromkeys(seen[key]["ids"]))
                else:
                    modified = True
                    answer = openings.read(page)
                    bad += answer.unreadable
                    items.update((item.id, item) for item in answer.items)
                    seen[key] = {"ids": [item.id for item in answer.items], "total": answer.total}
                if seen[key]["total"] <= start + _AT_ONCE:
                    break
            else:
                complete = False
        if not modified:
            raise NotModified
        degraded = (
            failure_n(
                "{n} offer of France Travail could not be read",
                "{n} offers of France Travail could not be read",
                n=bad,
            )
            if bad
            else NO_FAILURE
        )
        return Batch(
            tuple(items.values()),
            still=tuple(name for name in still if name not in items),
            complete=complete and not bad,
            cursor=seen,
            title="France Travail",
            degraded=degraded,
        )

    async def _get(self, web: Web, params: dict[str, str]) -> Page:
        """Return an answer of the search, with a new token where the one at hand is refused."""
        kept = "token" in web.memo
        token = await self._token(web)
        try:
            return await _search_page(web, params, token)
        except WebError as error:
            if error.status != 401 or not kept:
                raise
        web.memo.pop("token", None)
        return await _search_page(web, params, await self._token(web))

    async def _token(self, web: Web) -> str:
        """Return a token, the one at hand as long as it lasts (25 minutes, by the API's documentation)."""
        now = time.monotonic()
        token, until = web.memo.get("token", ("", 0.0))
        if token and now < until:
            return str(token)
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client,
            "client_secret": self.password.reveal(),
            "scope": "api_offresdemploiv2 o2dsoffre",
        }
        try:
            answer = (await web.post(TOKEN, data=form)).json()
        except WebError as error:
            if error.status in (400, 401, 403):
                raise WebError(_NOT_ACCEPTED, url=SITE, status=error.status) from None
            raise
        try:
            token, lasts = str(answer["access_token"]), float(answer["expires_in"])
        except (KeyError, TypeError, ValueError, OverflowError):
            raise SourceError(failure("France Travail answered without a token that can be read")) from None
        web.memo["token"] = (token, now + lasts - _MARGIN)
        return token


async def _search_page(web: Web, params: dict[str, str], token: str) -> Page:
    try:
        return await web.get(SEARCH, params=params, headers={"authorization": f"Bearer {token}"})
    except WebError as error:
        if error.status == 400:
            why = failure("France Travail does not take this search: check `words`, `where` and `contract`")
            raise WebError(why, url=error.url, status=400) from None
        raise
