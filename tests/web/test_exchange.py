"""Bodies are unpacked by what they are, and left alone where that can't be."""

from __future__ import annotations

import gzip

import pytest

from veille.web.exchange import BadBody, unpacked

TEXT = b"<rss/>" * 50


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "", "identity", "utf-8", "none, gzip", "GZIP"])
def test_a_body_of_gzip_is_unpacked_whatever_the_header_calls_it(coding: str) -> None:
    assert unpacked(gzip.compress(TEXT), coding) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "", "identity", "aws-chunked", "gzip, identity"])
def test_a_body_that_is_none_of_gzip_is_read_as_it_is(coding: str) -> None:
    assert unpacked(TEXT, coding) == TEXT


def test_a_file_of_gzip_that_is_too_large_or_damaged_is_left_to_whoever_asked_for_it() -> None:
    large, damaged = gzip.compress(TEXT), gzip.compress(TEXT)[:-20]
    assert unpacked(large, "", 100) == large
    assert unpacked(damaged, "") == damaged


def test_a_coding_of_gzip_that_is_too_large_or_cut_off_is_an_error() -> None:
    with pytest.raises(BadBody, match="more than"):
        unpacked(gzip.compress(TEXT), "gzip", 100)
    with pytest.raises(BadBody, match="cut off"):
        unpacked(gzip.compress(TEXT)[:-20], "gzip")
