"""veille.kit.addresses: where links lead, whose host that is, and what is no address of the web."""

from __future__ import annotations

import pytest

from veille.kit.addresses import absolute, host_of, same_site, unwrapped

BASE = "https://www.quai.example/news/list.html?page=2"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/jobs", "https://www.quai.example/jobs"),
        (" 7.html ", "https://www.quai.example/news/7.html"),
        ("../jobs/", "https://www.quai.example/jobs/"),
        ("//other.example/x", "https://other.example/x"),
        ("?page=3", "https://www.quai.example/news/list.html?page=3"),
        ("http://other.example", "http://other.example"),
        ("mailto:a@quai.example", ""),
        ("javascript:void(0)", ""),
        ("tel:+33", ""),
        ("http://[", ""),
    ],
)
def test_a_link_leads_to_an_address_of_the_web_or_nowhere(href: str, url: str) -> None:
    assert absolute(BASE, href) == url
    assert unwrapped(href, BASE) == url


def test_a_link_of_google_alerts_leads_to_what_it_wraps() -> None:
    inner = "https://presse.example/7?a=1"
    for way in ("url", "q"):
        assert (
            unwrapped(f"https://www.google.com/url?rct=j&{way}=https%3A%2F%2Fpresse.example%2F7%3Fa%3D1", "")
            == inner
        )
    assert (
        unwrapped("https://www.google.com/url?q=javascript:x", "")
        == "https://www.google.com/url?q=javascript:x"
    )
    assert unwrapped("https://evil.example/url?q=https://presse.example", "").startswith(
        "https://evil.example/"
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Quai.example:8443/x", "quai.example"),
        ("https://jobs.quai.example", "jobs.quai.example"),
        ("quai.example/x", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_a_host_is_that_of_an_address_without_www(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://quai.example/x", True),
        ("http://www.quai.example", True),
        ("https://jobs.quai.example/7", True),
        ("https://otherquai.example/7", False),
        ("https://quai.example.evil.example/", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_what_lies_on_a_site_or_under_it_is_of_that_site(url: str, same: bool) -> None:
    assert same_site(url, BASE) is same


def test_nothing_is_of_a_site_that_is_none() -> None:
    assert not same_site("", "")
    assert not same_site("https://quai.example", "nowhere")
