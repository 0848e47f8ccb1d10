"""Facilities that may be one are found, and those that only share a word or a country are not."""

import pytest

from storage.doubles import BLOCK, Site, pairs
from storage.naming import is_hidden, is_mixed, key, skeleton


def site(order: int, name: str, *aliases: str, country: str = "CN", address: str = "") -> Site:
    return Site(order=order, country=country, names=(name, *aliases), address=address)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (site(0, "Foxconn Zhengzhou Co., Ltd."), site(1, "Foxcon Zhengzhou"), True),
        (site(0, "Zhengzhou Foxconn"), site(1, "FOXCONN ZHENGZHOU"), True),
        (site(0, "Foxconn Zhengzhou"), site(1, "Fохсоnn Zhengzhou"), True),  # with Cyrillic letters
        (site(0, "Hon Hai", "FZZ Park"), site(1, "FZZ  park"), True),
        (site(0, "Foxconn Zhengzhou"), site(1, "Foxconn Zhengzhou", country="VN"), False),
        (site(0, "Longhua Works"), site(1, "Long Hua Work"), True),
        (site(0, "Long Hua"), site(1, "Longhua Co., Ltd."), True),
        (site(0, "Longhua Works"), site(1, "Long Beach Work"), False),
        (site(0, "Foxconn Plant 3"), site(1, "Foxconn Plant 4"), False),
        (site(0, "Foxconn Zhengzhou"), site(1, "Foxconn Shenzhen"), False),
        (
            site(0, "Luxshare Kunshan", address="8 Park Rd"),
            site(1, "Luxshare ICT Kunsha", address="8 Park Road"),
            True,
        ),
        (site(0, "Luxshare Kunshan", address="8 Park Rd"), site(1, "Luxshare ICT Kunsha", address="1 Lake St"), False),
        (site(0, "Luxshare Kunshan"), site(1, "Luxshare ICT Kunsha"), False),
    ],
)
def test_what_may_be_one(one: Site, other: Site, found: bool) -> None:
    assert [pair[:2] for pair in pairs([one, other])] == [(0, 1)] * found


def test_a_word_that_everybody_has_tells_nothing_and_costs_nothing() -> None:
    many = [site(number, f"Shenzhen {chr(97 + number % 26)}{number // 26}x Works") for number in range(BLOCK * 20)]
    twice = [*many, site(len(many), "Shenzhen a0x Works")]
    assert (0, len(many), 100) in pairs(twice)


def test_names_that_look_the_same_are_told_apart_and_brought_together() -> None:
    assert key("ACER") == key("acer") == key("ＡＣＥＲ")
    assert key("Асеr") != key("Acer")
    assert skeleton("Асеr") == skeleton("Acer")
    assert is_mixed("Асеr")
    assert not any(map(is_mixed, ("Société Générale", "富士康 Foxconn", "ООО Фоксконн Group", "Ελλάδα SA")))
    assert is_hidden("a\u200bb")
    assert not is_hidden("Société Générale 富士康")
