"""Why the browser did not draw a page, in French."""

from __future__ import annotations

DRAWING: tuple[tuple[str, str], ...] = (
    ("{at} was not drawn: {why}", "{at} n'a pas pu être affiché : {why}"),
    (
        "Playwright is missing here; install it: pip install 'veille[browser]'",
        "il manque Playwright ; installez-le : pip install 'veille[browser]'",
    ),
    (
        "there is no Chromium here; install it: apt install chromium-headless-shell",
        "il manque Chromium ; installez-le : apt install chromium-headless-shell",
    ),
    (
        "Chromium does not shut pages in when root runs it; run veille as a user of its own",
        "lancé par root, Chromium n'enferme pas les pages ; lancez veille sous un utilisateur à elle",
    ),
    (
        "Chromium can't shut pages in: it may make no user namespaces here; a service needs browser.conf for it"
        " (systemd/README.md)",
        "Chromium ne peut pas enfermer les pages : il n'a pas le droit d'ouvrir ici d'espaces de noms d'utilisateurs ;"
        " un service a besoin pour cela de browser.conf (systemd/README.md)",
    ),
    (
        "Chromium does not start ({its}); a service needs browser.conf for it (systemd/README.md)",
        "Chromium ne démarre pas ({its}) ; un service a besoin pour cela de browser.conf (systemd/README.md)",
    ),
    (
        "the browser did not start in a process group of its own",
        "le navigateur n'est pas parti dans son propre groupe de processus",
    ),
    ("it ended", "il s'est arrêté"),
    ("Chromium did not start within {n} s", "Chromium n'a pas démarré en {n} s"),
    ("the browser gave up ({its})", "le navigateur a renoncé ({its})"),
    ("its scripts did not come to an end within {n} s", "ses scripts n'ont pas fini en {n} s"),
    (
        "its scripts lead from page to page for ever",
        "ses scripts renvoient sans fin d'une page à l'autre",
    ),
    (
        "its scripts lead to what is no web page",
        "ses scripts mènent à ce qui n'est pas une page web",
    ),
    ("its scripts make more than {n} MB of it", "ses scripts en font plus de {n} Mo"),
    ("it needs more than {n} MB of memory", "il y faut plus de {n} Mo de mémoire"),
    ("it loads more than {n} MB", "il y a plus de {n} Mo à charger"),
    ("it opens more than {n} connections", "il y faut plus de {n} connexions"),
    ("it makes more than {n} requests", "il y faut plus de {n} requêtes"),
    ("veille is being stopped", "veille s'arrête"),
)
