"""The main text of a page: what is left without navigation, banners, asides and forms.

Our own, since no library met the need. On two made pages of 100 KB, prose and cards, on one machine: trafilatura
20-31 and 88-169 ms, and half of the cards' text lost; readability 22 and 55 ms, with the same loss; Resiliparse 2 and
7 ms, but it takes lists for navigation by their class, and the banner that most French sites have for content. Here
it is 4 and 6 ms. What is wanted is not an article's text but the same text from day to day: nothing here weighs or
guesses, elements are left out by what they say they are. `make eval-pages` measures it again.

What a click shows is content: a panel that is hidden until then, and the button that heads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from selectolax.lexbor import LexborNode

from veille.kit.html import HtmlDocument, TextLine, lines, linked_lines

_UNSEEN = [
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "canvas",
    "video",
    "audio",
]
_AROUND = (
    "nav, aside, [role=navigation], [role=search], [role=complementary], [role=alertdialog], [aria-modal=true],"
    " [role=banner], [role=contentinfo], :is(header, footer):not(main *, article *, section *, li *)"
)
_NO_TEXT = "select, textarea, datalist"
# What is there, and is shown by a click or never.
_SHUT = (
    "dialog, [role=dialog], [hidden]:not(img), [aria-hidden=true]:not(img), [style*='display:none' i]:not(img),"
    " [style*='display: none' i]:not(img)"
)
_CONTROLS = (
    "[aria-controls], [data-bs-target], [data-target], [commandfor], [popovertarget], a[role=tab][href^='#'],"
    " a[data-toggle][href^='#'], a[data-bs-toggle][href^='#']"
)
_TABS = "[role=tab][aria-controls], [role=tablist] [aria-controls], [role=tablist] a[href^='#']"
_PANELS = frozenset(
    ("panel", "tab", "tabs", "tabpanel", "tabpane", "pane", "accordion", "accordeon", "collapse", "collapsible", "faq",
     "toggle", "reveal", "expandable", "details", "spoiler")
)  # fmt: skip
_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "caption"))
_BLOCKS = "h1, h2, h3, h4, h5, h6, p, ul, ol, dl, article, div, span + span"
# What buttons say that do something to the page, and are no title of what they open.
_DOES = re.compile(
    r"\W*(?:(?:ouvrir|open|afficher|show|toggle|fermer|close|masquer|hide)?\W*(?:le |the |la )?(?:menu|navigation"
    r"|recherche|search)"
    r"|menu\b.*|fermer|close|ok|oui|non|yes|no|filtrer?s?|filters?|trier|sort|tri|recherch\w+|search|suche\w*|buscar"
    r"|cerca|zoek\w*"
    r"|(?:en )?(?:voir|lire|afficher|savoir|charger|show|see|read|load|view|mehr|ver|mostra\w*|toon|meer)"
    r"(?: (?:plus|moins|more|less|tout|toutes?|tous|all|la suite|anzeigen|laden|más|altro|di più|meer))?|plus|more|mehr"
    r"|suivante?s?|précédente?s?|next|prev(?:ious)?|weiter|zurück|retour|back|haut(?: de page)?|top|imprimer|print"
    r"|partager|share"
    r"|teilen|copier|copy(?: link)?|play|pause|lecture|accepter|refuser|accept|reject|envoyer|send|submit|valider"
    r"|tout (?:dé)?plier|tout (?:ouvrir|fermer)|expand all|collapse all|langue?s?|language|fr|en|de|es|it|nl)?\W*",
    re.IGNORECASE,
)

# Banners, ways through the site, invitations and advertisements, by the names that their authors or their makers gave
# them: what is called so, alone or with words that only say what sort of element it is. A list of newsletters, or a page
# on the sharing economy, has other words beside it.
_SORTS = (
    r"(?:banner|bar|notice|pop(?:up|in)?|wrap(?:per)?|container|inner|outer|content|body|block|bloc|box|section|widget"
    r"|list|items?"
    r"|links?|buttons?|btns?|icons?|forms?|sign|up|signup|subscribe|subscription|inscription|overlay|modal|dialog"
    r"|messages?|msg|info"
    r"|text|title|heading|law|policy|compliance|settings|preferences|panel|area|zone|region|module|component|row|col"
    r"|nav|navigation"
    r"|menu|top|bottom|left|right|center|fixed|sticky|main|root|app|plugin|manager|sdk|toolbar|tools|footer|header|cta"
    r"|area|holder"
    r"|cookies?|consent|gdpr|rgpd|social|media|networks?|page|post|posts|entry|article|articles|links|stories|reading"
    r"|products"
    r"|jobs|offers|offres|annonces|facebook|twitter|linkedin|whatsapp|mail|email|on|with|this|de|d|du|the|js|wp|is|has"
    r"|fade|show"
    r"|visible|hidden|active|open|closed|default|desktop|mobile|fr|en|v?\d+|[a-z])"
)
_ANY_BEFORE = (
    r"cookies?|consent|gdpr|rgpd|breadcrumbs?|fil-d?-?ariane|filariane|ariane|skip-?links?|newsletters?|pagination"
    r"|navbar|main-?menu"
    r"|social-(?:links|icons|media)"
)
_ALONE = (
    r"share|sharing|related|see-also|voir-aussi|lire-aussi|a-lire-aussi|read-also|also-like|you-may-(?:also-)?like"
    r"|recommended"
    r"|recommendations?|recommandations?|sponsored|sponsorise|advertisements?|advertising|publicites?|adsbygoogle"
    r"|outbrain|taboola"
    r"|(?:google-|dfp-)?ads?-(?:slot|unit|banner|container|wrapper|zone|block|box|space)"
)
_NAME = re.compile(
    rf"(?:.*-)?(?:tarteaucitron|onetrust|didomi|axeptio)(?:-.*)?"
    rf"|(?:.*-)?(?:{_ANY_BEFORE})(?:-{_SORTS})*"
    rf"|(?:(?:{_SORTS}|jp|sd|a2a|addtoany|elementor|block)-)*(?:{_ALONE})(?:-{_SORTS})*"
)
_OTHERS = re.compile(r"ariane(?:-.*)?")  # a name of its own, but as "fil d'ariane" or alone
# Makers of banners whose names are words, or may be a company's own.
_MAKERS = (
    "#sd-cmp, #usercentrics-root, #orejime, #klaro, #iubenda-cs-banner, #termly-code-snippet-support, .qc-cmp2-container,"
    " .osano-cm-window"
)
_SURE = f"{_NO_TEXT}, {_AROUND}, {_MAKERS}"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
# A line of a banner that has no name: one that says what cookies are good for, or asks for leave.
_BANNER = re.compile(
    r"accept|consent|refus|audience|expérience|experience|préférences|preferences|paramétr|our site|ce site"
)
# Headings of what is shown beside a page's own text, by chance or for money.
_ASIDE = re.compile(
    r"\W*(?:(?:à |a )?(?:lire|voir|découvrir|consulter)(?: également| aussi| encore)|à (?:lire|voir|découvrir)|(?:ça"
    r"|cela) (?:peut|pourrait)"
    r" vous (?:intéresser|plaire).*|vous (?:aimerez|apprécierez|pourriez).*aussi.*|(?:sur|dans) le même (?:sujet"
    r"|thème)|(?:articles?|contenus?"
    r"|offres?|annonces?|pages?|produits?|publications?) (?:similaires?|liée?s?|connexes?|associée?s?|sponsorisée?s?"
    r"|recommandée?s?)"
    r"|recommandée?s? pour vous|nos suggestions|contenus? sponsorisés?|publicités?|annonces?(?: google)|(?:related"
    r"|similar|recommended)(?: \w+){0,2}"
    r"|you (?:may|might) (?:also )?(?:like|be interested).*|see also|read (?:also|next)|also (?:read|of interest)|more "
    r"like this|recommended for you"
    r"|sponsored(?: content| links)?|advertisements?|promoted|das könnte (?:sie|dich) (?:auch )?interessieren.*"
    r"|(?:lesen|siehe) (?:sie )?auch"
    r"|ähnliche \w+|mehr zum thema|anzeigen?|werbung|te (?:puede|podría) interesar.*|(?:lea|ver|vea) también"
    r"|(?:artículos|noticias) relacionad[oa]s"
    r"|publicidad|(?:potrebbe|potrebbero) interessarti.*|leggi anche|vedi anche|(?:articoli|notizie) correlat[ie]"
    r"|pubblicità|lees ook|zie ook"
    r"|gerelateerde? \w+|advertentie|(?:veja|leia) também|(?:artigos|notícias) relacionad[oa]s|publicidade)\W*",
    re.IGNORECASE,
)
_TITLES = "h2, h3, h4, h5, h6"
_WHOLE = frozenset(("html", "body", "main"))
_LONGEST_NAME = 80  # characters of a class: what made none longer wrote no word
_BLANKS = 20  # so much longer may markup's blanks make a text
_LEAST = 200  # characters: a <main> with less may be an empty frame
_BESIDE = frozenset(
    ("header", "footer", "menu", "nav", "navigation", "sidebar", "topbar", "social", "legal", "copyright", "popup", "modal",
     "offcanvas",     "drawer", "toolbar", "login", "search", "partners", "banner", "bandeau", "alert", "toast",
     "tooltip", "megamenu")
)  # fmt: skip
_ENTRIES = "li, article, tr, dt, [class*=card i], [class*=item i]"
_CELLS = 400  # of numbers alone, in tables, that are read with what they count
_LETTER = re.compile(r"[^\W\d_]{3}")


def main_text(document: HtmlDocument) -> list[str]:
    """Return the lines of a page's main text. Takes the rest out of the document's tree."""
    return _without_banners(line for node in _content(document) for line in lines(node))


def main_lines(document: HtmlDocument) -> list[TextLine]:
    """Return the lines of a page's main text with their links and pictures. Takes the rest out of the document's tree.

    A cell that is but a number says what it counts, too: "Full price : 12 €".
    """
    content = _content(document)
    for node in content:
        _label_cells(node)
    found = linked_lines(content)
    return [line for line in found if not _is_banner(line.text)]


def _content(document: HtmlDocument) -> list[LexborNode]:
    """Return the elements that hold the main text, in order; what is none is taken out of them."""
    tree = document.tree
    tree.strip_tags(_UNSEEN)
    body = tree.body
    if body is None:
        return []
    most = len(body.text()) // 2
    # Children first: to take out a parent frees them too.
    # Tabs are often called navigation: what they show is none.
    tabs = _controlled(tree.css(_TABS))
    for node in reversed(tree.css(_SURE)):
        if not _holds_the_page(node, most):
            node.decompose()
    for node in reversed(tree.css("[class], [id]")):
        attributes = node.attributes
        if _is_named(attributes.get("class"), attributes.get("id")) and not _holds_the_page(node, most):
            node.decompose()
    shut = tree.css(f"button, {_SHUT}")
    controlled = tabs | _controlled(tree.css(_CONTROLS)) if shut else set()
    for node in reversed(shut):
        kept = (
            _heads(node)
            if node.tag == "button" and "hidden" not in node.attributes
            else _opens(node, controlled)
        )
        if not kept and not _holds_the_page(node, most):
            node.decompose()
    for title in tree.css(_TITLES):
        if title.parent is not None and _ASIDE.fullmatch(" ".join(title.text().replace("\x03", "").split())):
            _take_out_section(title)
    best, length = None, 0
    for main in tree.css("main, [role=main]"):
        size = len(main.text())
        if size < _BLANKS * _LEAST:
            size = sum(map(len, lines(main)))
        if size > length:
            best, length = main, size
    if best is None or length < _LEAST:
        return [body]
    before, after = _beside(best)
    return [*before, best, *after]


@lru_cache(maxsize=4_096)
def _is_named(classes: str | None, name: str | None) -> bool:
    """Return whether an element calls itself a banner, a way through the site, an invitation or an advertisement."""
    return any(map(_is_name, (classes or "").split())) or (name is not None and _is_name(name))


def _is_name(name: str) -> bool:
    if len(name) > _LONGEST_NAME:
        return False
    words = "-".join(_WORD.findall(_CAMEL.sub("-", name))).lower()
    return _NAME.fullmatch(words) is not None and not (_OTHERS.fullmatch(words) and words != "ariane")


def _words(node: LexborNode) -> set[str]:
    attributes = node.attributes
    said = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return {word.lower() for word in _WORD.findall(_CAMEL.sub("-", said))}


def _controlled(controls: list[LexborNode]) -> set[str]:
    """Return the ids of what buttons and tabs of the page's text show."""
    ids: set[str] = set()
    for node in controls:
        attributes = node.attributes
        for name in ("aria-controls", "data-bs-target", "data-target", "commandfor", "popovertarget", "href"):
            ids.update(part.lstrip("#") for part in (attributes.get(name) or "").split())
    return ids


def _heads(button: LexborNode) -> bool:
    """Return whether a button is the title of what it opens, or a card, rather than something to be done."""
    said = " ".join(button.text().replace("\x03", "").split())
    if not said or _DOES.fullmatch(said):
        return False
    attributes = button.attributes
    above = button.parent
    for _ in range(3):
        if above is None:
            break
        if above.tag in _HEADS or above.attributes.get("role") == "heading":
            return True
        above = above.parent
    opens = {"aria-controls", "aria-expanded", "data-bs-target", "data-target", "commandfor", "popovertarget"}
    if attributes.get("role") == "tab" or opens & attributes.keys() or _PANELS & _words(button):
        return True
    panel = _element(button, back=False)
    if panel is not None and ("hidden" in panel.attributes or panel.attributes.get("aria-hidden") == "true"):
        return True
    card = button.css_first(_BLOCKS) is not None or (
        button.parent is not None and button.parent.tag in ("li", "article")
    )
    return len(said) > 15 and card and attributes.get("type") != "submit"


def _opens(node: LexborNode, controlled: set[str]) -> bool:
    """Return whether a click shows what is hidden: a panel, a tab, what a heading or a button unfolds, more of a list."""
    attributes = node.attributes
    if (attributes.get("id") or "\0") in controlled or attributes.get("hidden") == "until-found":
        return True
    if attributes.get("role") == "dialog" or node.tag in ("dialog", "form", "button", "span", "i"):
        return False
    if attributes.get("role") == "tabpanel" or _PANELS & _words(node):
        return True
    before = _element(node, back=True)
    if before is not None and (
        before.tag in _HEADS
        or before.tag == "button"
        or before.css_first("[aria-expanded], summary, h2 button, h3 button, h4 button, [role=tab]")
        is not None
    ):
        return node.tag != "p" or before.tag == "button"
    return any(beside is not None and _alike(node, beside) for beside in (before, _element(node, back=False)))


def _alike(node: LexborNode, other: LexborNode) -> bool:
    if node.tag != other.tag:
        return False
    if node.tag in ("li", "article", "tr", "dd"):
        return True
    shared = set((node.attributes.get("class") or "").split()) & set(
        (other.attributes.get("class") or "").split()
    )
    return bool(shared)


def _element(node: LexborNode, *, back: bool) -> LexborNode | None:
    beside = node.prev if back else node.next
    while beside is not None and not beside.is_element_node:
        beside = beside.prev if back else beside.next
    return beside


def _take_out_section(title: LexborNode) -> None:
    """Take out what a heading stands over: the element that it begins, else what follows it up to the next heading."""
    top = title
    while top.parent is not None and top.parent.tag not in _WHOLE:
        above = top.parent
        begins = " ".join(above.text().split()).startswith(" ".join(title.text().split()))
        if not begins or len(above.css(title.tag or "h2")) > 1 or above.css_first("h1, main"):
            break
        top = above
    if top is title:
        beside = _element(title, back=False)
        while (
            beside is not None
            and beside.tag not in _HEADS
            and beside.css_first(f"h1, h2, {title.tag}") is None
        ):
            following = _element(beside, back=False)
            beside.decompose()
            beside = following
    top.decompose()


def _beside(main: LexborNode) -> tuple[list[LexborNode], list[LexborNode]]:
    """Return what stands before and after <main> and looks like a list or a section of the page."""
    before: list[LexborNode] = []
    after: list[LexborNode] = []
    node: LexborNode | None = main
    while node is not None and node.tag != "body":
        earlier: list[LexborNode] = []
        beside = node.prev
        while beside is not None:
            if beside.is_element_node and _is_section(beside):
                earlier.append(beside)
            beside = beside.prev
        before = [*reversed(earlier), *before]
        beside = node.next
        while beside is not None:
            if beside.is_element_node and _is_section(beside):
                after.append(beside)
            beside = beside.next
        node = node.parent
    return before, after


def _is_section(node: LexborNode) -> bool:
    if node.tag in ("form", "label", "input", "a", "img") or _BESIDE & _words(node):
        return False
    length = len(" ".join(node.text().split()))
    if length < 10:
        return False
    if node.css_first("h1, h2, h3, h4") is not None:
        return True
    entries = node.css(_ENTRIES)
    if len(entries) < 2:
        return False
    # Short links and nothing else are a menu.
    links = [len(" ".join(link.text().split())) for link in node.css("a")]
    return sum(links) < length * 0.8 or sum(links) > 25 * len(links)


def _label_cells(content: LexborNode) -> None:
    """Write before each cell that is but a number what it stands for: the first words of its row, or its term."""
    labelled = 0
    for row in content.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
        said = [" ".join(cell.text().replace("\x03", "").split()) for cell in cells]
        label = next((text for text in said if _LETTER.search(text)), "")
        for cell, text in zip(cells, said, strict=True):
            labelled += _label(cell, text, label)
        if labelled > _CELLS:
            return
    for term in content.css("dt"):
        definition = _element(term, back=False)
        if definition is not None and definition.tag == "dd":
            label = " ".join(term.text().replace("\x03", "").split())
            labelled += _label(definition, " ".join(definition.text().replace("\x03", "").split()), label)
        if labelled > _CELLS:
            return


def _label(cell: LexborNode, text: str, label: str) -> bool:
    first = cell.child
    if not label or first is None or label == text or not any(map(str.isdigit, text)) or _LETTER.search(text):
        return False
    first.insert_before(f"{label[:120].rstrip(' :')} : ")
    return True


def _holds_the_page(node: LexborNode, most: int) -> bool:
    """Return whether an element that calls itself something aside is the page: <body class="cookies-unset">."""
    if node.tag in _WHOLE or len(node.text()) > most:
        return True
    return node.tag != "nav" and node.css_first("main, h1") is not None


def _without_banners(text: Iterator[str]) -> list[str]:
    return [line for line in text if not _is_banner(line)]


def _is_banner(line: str) -> bool:
    return "cookie" in line.lower() and _BANNER.search(line.lower()) is not None
