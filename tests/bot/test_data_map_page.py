"""The data map that docs/confidentiality.md prints is the one in force."""

from pathlib import Path

from bot.data_map_page import BEGIN, END, data_map_table

PAGE = Path(__file__).parents[2] / "docs" / "confidentiality.md"


def test_the_printed_map_is_the_one_in_force() -> None:
    assert PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip() == data_map_table()
