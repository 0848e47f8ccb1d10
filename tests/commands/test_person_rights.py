"""What people may ask for about themselves: their data as a file, through the front door, on both sides."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.platform import Attachment
from tests.cast import Cast, Member
from tests.engagements import Engaged
from tests.summaries import released


def given(member: Member) -> Any:
    """What stands in the file that somebody got last."""
    (file,) = [post.text for post in member.posts if isinstance(post.text, Attachment)]
    assert file.name == "data.json"
    return json.loads(file.data)


async def test_everything_kept_about_somebody_is_theirs_as_one_file(cast: Cast) -> None:
    await cast.gus.asks("question ask group:LEV named:yes Who has tried batteries on ice?")
    await cast.gus.says("LEV", "!action add Gus 15 March Ring the depot")
    await cast.gus.asks("person export me")
    data = given(cast.gus)
    tables = data["tables"]
    assert data["whole"] is True
    assert tables["person"]["rows"][0]["name"] == "Gus"
    assert tables["identity"]["rows"][0]["external_id"] == cast.gus.account
    assert tables["question"]["rows"][0]["text"] == "Who has tried batteries on ice?"
    assert tables["action_item"]["rows"][0]["text"] == "Ring the depot"
    assert tables["action_item"]["rows"][0]["owner_id"] == "me"
    assert [row["action"] for row in tables["audit_event"]["rows"]].count("question ask") == 1
    assert tables["person"]["kept"] == "person"
    assert tables["outbox"]["count"] >= 1


async def test_nothing_of_others_is_in_it(cast: Cast) -> None:
    await cast.greta.asks("question ask group:LEV named:yes Is there a tender for buses?")
    await cast.greta.asks("person export me")
    await cast.gus.asks("person export me")
    text = json.dumps(given(cast.gus))
    for other in ("Greta", cast.greta.account, "tender for buses", given_id(given(cast.gus), "Greta")):
        assert not other or other not in text
    await cast.greta.asks("person export me")
    assert cast.greta.was_told("person-exported-lately")
    cast.now += timedelta(hours=1)
    await cast.greta.asks("person export me")
    assert "tender for buses" in json.dumps(given(cast.greta))


def given_id(data: Any, name: str) -> str:
    """The id under which somebody is in a file, if they are."""
    rows = data["tables"]["person"]["rows"]
    return next((row["id"] for row in rows if row["name"] == name), "")


@pytest.mark.later
async def test_no_word_of_a_summary_is_in_its_authors_file(buyers: Cast) -> None:
    code = await released(buyers, heading="Morrendale", text="Nights at Brastemoor.")
    await buyers.sofia.asks("person export me")
    text = json.dumps(given(buyers.sofia))
    assert code in text
    assert "Morrendale" not in text
    assert "Brastemoor" not in text


async def test_what_may_not_pass_through_discord_is_left_out_there(both: Cast) -> None:
    dana = both.elsewhere["dana"]  # has no other account
    await dana.asks("person export me")
    data = given(dana)
    assert data["whole"] is False
    assert "person" in data["tables"]
    assert not {"audit_event", "outbox", "dialog", "engagement", "summary"} & data["tables"].keys()
    assert dana.was_told("pointer-nowhere")


async def test_asked_for_on_discord_the_whole_of_it_goes_to_the_other_side(both: Cast) -> None:
    before = len(both.greta.side.log)
    await both.greta.discord.asks("person export me")
    assert not [post for post in both.greta.discord.posts if isinstance(post.text, Attachment)]
    files = [post for post in both.greta.side.log[before:] if isinstance(post.text, Attachment)]
    assert [post.room for post in files] == [await both.greta.chat()]


async def test_it_can_be_asked_for_in_french(cast: Cast) -> None:
    await cast.luc.asks("personne exporter moi")
    assert given(cast.luc)["tables"]["person"]["rows"][0]["name"] == "Luc"


async def test_what_an_engagement_is_about_stays_in_its_room(engaged: Engaged) -> None:
    cast, _ = engaged
    await cast.greta.asks("person export me")
    rows = given(cast.greta)["tables"]["engagement"]["rows"]
    assert rows
    assert "ask_sealed" not in rows[0]
    assert "ask" not in rows[0]
