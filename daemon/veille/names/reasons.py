"""The kinds of reasons that a verdict on a mention may have; letters/naming.py puts each into words."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why a mention is sure, unsure or a homonym's. What a clue's words are stands beside each kind."""

    FORM = "form"  # the surest form of the name (sightings.Form), then the fields where it stands
    BETWEEN = "between"  # a middle name or a nickname stands between the parts
    NEAR = "near"  # context words close by or in the title
    DOCUMENT = "document"  # context words elsewhere in the document
    NO_CONTEXT = "no context"  # none of the context words is there
    NOT_NEAR = "not near"  # a homonym's words close by or in the title
    NOT_DOCUMENT = "not document"  # a homonym's words elsewhere in the document
    NO_NOT = "no not"  # none of a homonym's words is there
    AROUND = "around"  # distinctive words close by, where nothing else decides
    SITE_YES = "site yes"  # a site of which items were marked yes
    SITE_NO = "site no"  # a site of which items were marked no
    LEARNT_YES = "learnt yes"  # words of items marked yes, the most distinctive first
    LEARNT_NO = "learnt no"  # words of items marked no, the most distinctive first
    UNLIKE = "unlike"  # hardly a word in common with what was marked yes
    HOMONYMS = "homonyms"  # how many bearers are to be expected: a whole number
    RARE = "rare"  # fewer than one bearer is to be expected
    EVERYDAY = "everyday"  # the company's name is an everyday word or an acronym
    TWIN = "twin"  # another name of the same spelling is watched: its key
    MARKED = "marked"  # a person's mark: "yes" or "no"
    SEARCH = "search"  # only a search engine claims that the name is in the article: which
