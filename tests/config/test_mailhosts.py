"""Servers and advice follow from an address, for the providers that people have and for domains of their own."""

from __future__ import annotations

import pytest

from veille.config.mailhosts import advice, ascii_domain, candidates, is_app_password, is_known, policy
from veille.language.catalogue import catalogue


@pytest.mark.parametrize(
    ("user", "first"),
    [
        ("a@gmail.com", "smtp.gmail.com:465 (TLS)"),
        ("a@googlemail.com", "smtp.gmail.com:465 (TLS)"),
        ("a@outlook.fr", "smtp-mail.outlook.com:587 (STARTTLS)"),
        ("a@HOTMAIL.co.uk", "smtp-mail.outlook.com:587 (STARTTLS)"),
        ("a@live.fr", "smtp-mail.outlook.com:587 (STARTTLS)"),
        ("a@yahoo.fr", "smtp.mail.yahoo.com:465 (TLS)"),
        ("a@icloud.com", "smtp.mail.me.com:587 (STARTTLS)"),
        ("a@free.fr", "smtp.free.fr:465 (TLS)"),
        ("a@wanadoo.fr", "smtp.orange.fr:465 (TLS)"),
        ("a@laposte.net", "smtp.laposte.net:465 (TLS)"),
        ("a@gmx.de", "mail.gmx.net:465 (TLS)"),
        ("a@gmx.fr", "mail.gmx.com:465 (TLS)"),
        ("a@fastmail.fm", "smtp.fastmail.com:465 (TLS)"),
        ("a@ik.me", "mail.infomaniak.com:465 (TLS)"),
        ("a@posteo.net", "posteo.de:465 (TLS)"),
        ("a@proton.me", "127.0.0.1:1025 (no TLS)"),
        ("a@gmail.example", "smtp.gmail.example:465 (TLS)"),
        ("a@live.musee.example", "smtp.live.musee.example:465 (TLS)"),
        ("a@musée.example", "smtp.xn--muse-dpa.example:465 (TLS)"),
    ],
)
def test_an_address_says_its_server(user: str, first: str) -> None:
    assert str(candidates(user)[0]) == first
    assert is_known(user) is not first.startswith("smtp.") or "example" not in first


def test_a_domain_of_ones_own_is_asked_by_the_usual_names_tls_first() -> None:
    assert [
        (candidate.host, candidate.port, candidate.tls) for candidate in candidates("a@musee.example")
    ] == [
        ("smtp.musee.example", 465, "tls"),
        ("smtp.musee.example", 587, "starttls"),
        ("mail.musee.example", 465, "tls"),
        ("mail.musee.example", 587, "starttls"),
    ]
    assert {candidate.port for candidate in candidates("a@musee.example", "starttls")} == {587}


def test_nothing_but_a_bridge_on_this_machine_goes_without_tls() -> None:
    for user in ("a@gmail.com", "a@outlook.com", "a@musee.example"):
        assert all(candidate.tls in ("tls", "starttls") for candidate in candidates(user))


def test_a_login_by_oauth_says_who_keeps_a_domain_of_ones_own() -> None:
    assert str(candidates("a@musee.example", oauth="microsoft")[0]) == "smtp.office365.com:587 (STARTTLS)"
    assert str(candidates("a@musee.example", oauth="google")[0]) == "smtp.gmail.com:465 (TLS)"


@pytest.mark.parametrize(
    ("user", "host", "whose"),
    [
        ("a@gmail.com", "", "google"),
        ("a@outlook.com", "", "microsoft"),
        ("a@musee.example", "smtp.office365.com", "microsoft"),
        ("a@musee.example", "SMTP.Gmail.com.", "google"),
        ("a@gmail.com", "relay.example.org", ""),
        ("a@gmail.com", "127.0.0.1", ""),
        ("a@musee.example", "", ""),
        ("a@musee.example", "notoutlook.com", ""),
    ],
)
def test_rules_on_passwords_are_those_of_the_server(user: str, host: str, whose: str) -> None:
    assert policy(user, host) == whose


def test_there_is_advice_for_each_of_them_and_in_french_too() -> None:
    for whose in ("microsoft", "google", "yahoo", "icloud", "fastmail", "proton"):
        assert catalogue("fr").gettext(advice(whose)) != advice(whose) != ""
    assert advice("") == ""


def test_passwords_made_for_programs_are_known_by_their_form() -> None:
    assert is_app_password("abcd efgh ijkl mnop")
    assert is_app_password("abcd-efgh-ijkl-mnop")
    assert not is_app_password("hunter2")
    assert not is_app_password("Correct-Horse-16")


@pytest.mark.parametrize("domain", ["exa\u0301-.org", "\u202e.example", "ex ample.é"])
def test_a_domain_that_no_name_server_could_hold_is_no_domain(domain: str) -> None:
    with pytest.raises(ValueError, match="punycode"):
        ascii_domain(domain)
