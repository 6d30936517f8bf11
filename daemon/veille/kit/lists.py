"""Lists that stand on several pages, put together: what each tells, what stands unchanged, and which did not answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from veille import Batch, Failure, Item, NotModified, SourceError, WebError, several

Ask = Callable[[], Awaitable[Batch]]
"""Ask for one page and read it: the batch holds its items, and in `still` what newer ones pushed off it."""


async def together(
    pages: Mapping[str, Ask], known: Mapping[str, Sequence[str]], *, complete: bool = False
) -> Batch:
    """Return the batches of several pages as one, each item once; its cursor is {page: ids of what stands there}.

    `known` is the cursor that the last poll returned. A page that raises NotModified, or fails, still holds what is
    known of it, and one that fails makes the batch degraded, with why. `complete` says that the pages together are all
    there is. Raises NotModified where no page has changed; WebError or SourceError where every page fails, or one of
    which nothing is known: half a baseline would make news of the other half.
    """
    items: dict[str, Item] = {}
    there: dict[str, list[str]] = {}
    failed: list[WebError | SourceError] = []
    read: list[Batch] = []
    strange = False
    for page, ask in pages.items():
        try:
            batch = await ask()
        except NotModified:
            strange = strange or page not in known  # asked before, and kept under another cursor
            there[page] = list(known.get(page, ()))
        except (WebError, SourceError) as error:
            if page not in known:
                raise
            failed.append(error)
            there[page] = list(known[page])
        else:
            read.append(batch)
            for item in batch.items:
                items.setdefault(_id(item), item)
            there[page] = list(dict.fromkeys((*map(_id, batch.items), *batch.still)))
    if failed and len(failed) == len(pages):
        raise failed[0]
    if not read and not failed:
        raise NotModified
    why: list[Failure | str] = [
        *(batch.degraded for batch in read if batch.degraded),
        *(error.failure for error in failed),
    ]
    return Batch(
        tuple(items.values()),
        still=tuple(dict.fromkeys(name for names in there.values() for name in names if name not in items)),
        complete=complete and not strange,
        cursor=there,
        title=next((batch.title for batch in read if batch.title), ""),
        degraded=several(why),
    )


def _id(item: Item) -> str:
    return item.id or item.url
