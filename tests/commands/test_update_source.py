"""Items made of what somebody said: how wide they get, whom they wait for, and who is named."""

import pytest

from commands.engine.heard import Quoted
from storage.access import Label
from tests.cast import Cast, Member
from tests.leaks.worlds import records
from tests.scenes import WITH_BUYERS_ON_TWO_SIDES, Engine

LUCS = Quoted(sender="@luc:memory", text="The toolkit has a new clause for resellers.")
STRICT = Quoted(sender="@luc:memory", text="Volta has begun to pay the night shifts at its second plant.")


async def shown(cast: Cast, room: str = "LEV") -> str:
    """The next issue of a room, as staff are shown it."""
    await cast.tom.asks(f"digest show {room}")
    return cast.tom.text


async def restricted(cast: Cast, label: str = "amber+strict") -> None:
    for one in (cast.sofia, cast.tom):
        await one.asks(f"room authorise LEV {label}")
        await one.asks("yes")


def asked(one: Member) -> list[str]:
    """What was asked of somebody about their words, in their private chat."""
    chats = one.cast.chats(one.account, one.platform)
    keys = ("update-words-asked", "update-words-told")
    return [key for post in one.side.log if post.room in chats for key in keys if key in one.cast.keys(post)]


async def test_a_reply_makes_an_item_of_a_message_that_names_nobody_until_they_agree(cast: Cast) -> None:
    await cast.sofia.says("LEV", "!update post activities label:clear", quoted=LUCS)
    assert await cast.heard("LEV", "update-posted")
    assert asked(cast.luc) == ["update-words-told"]
    await cast.tom.asks("update show U-1")
    assert "TLP:GREEN" in cast.tom.text, "it is no wider than what may be heard in the room"
    assert "Luc" in cast.tom.text, "staff saw who said it"
    issue = await shown(cast)
    assert LUCS.text in issue
    assert "Luc" not in issue
    for other in (cast.greta, cast.gus, cast.olga, cast.sofia):
        await other.asks("digest consent U-1 named")
        assert other.was_told("absent"), other.name
    [told] = [post for post in cast.luc.side.log if "update-words-told" in cast.keys(post)]
    await cast.luc.replies(told, "oui")
    assert cast.luc.was_told("update-consented")
    assert "Luc" not in await shown(cast)
    await cast.luc.asks("bulletin consentir U-1 nommé")
    assert "Luc" in await shown(cast)
    await cast.sofia.asks("update edit U-1 Words of our own")
    assert "Luc" not in await shown(cast), "nobody is named with words that are not theirs"
    await cast.luc.asks("bulletin consentir U-1 non")
    assert "Words of our own" not in await shown(cast)
    assert cast.luc.was_told("update-consented")


@pytest.mark.later
async def test_what_is_said_where_less_than_all_hear_it_waits_sealed_for_whoever_said_it(cast: Cast) -> None:
    await restricted(cast)
    await cast.sofia.says("LEV", "!update post activities label:clear", quoted=STRICT)
    assert asked(cast.luc) == ["update-words-asked"]
    assert STRICT.text not in await shown(cast)
    for said in ("update publish U-1", "update edit U-1 Other words"):
        await cast.sofia.asks(said)
        assert cast.sofia.was_told("update-waits"), said
    await cast.sofia.asks("update list")
    assert cast.sofia.was_told("update-state-teller")
    assert STRICT.text not in cast.sofia.text
    assert STRICT.text not in "\n".join((await records(cast.app)).values())
    await cast.luc.asks("moi")
    assert "bulletin consentir U-1" in cast.luc.text
    await cast.luc.asks("bulletin consentir U-1 sans nom")
    assert cast.sofia.was_told("update-words-said")
    assert STRICT.text not in await shown(cast), "staff publish it"
    await cast.sofia.asks("update publish U-1")
    issue = await shown(cast)
    assert STRICT.text in issue
    assert "Luc" not in issue
    await cast.sofia.asks("digest send LEV")
    await cast.sofia.asks("yes")
    await cast.luc.asks("bulletin consentir U-1 non")
    assert cast.luc.was_told("update-consent-late")


@pytest.mark.later
async def test_who_says_no_is_heard_and_their_words_are_kept_no_longer(cast: Cast) -> None:
    await restricted(cast, "amber")
    await cast.sofia.says("LEV", "!update post activities", quoted=STRICT)
    [told] = [post for post in cast.luc.side.log if "update-words-asked" in cast.keys(post)]
    await cast.luc.replies(told, "non")
    assert cast.sofia.was_told("update-words-said")
    for said in ("update show U-1", "update publish U-1"):
        await cast.sofia.asks(said)
        assert cast.sofia.was_told("absent"), said


@pytest.mark.later
@pytest.mark.parametrize("sender", ["@luc:memory", "@sofia:memory", "@nobody:memory"])
async def test_by_whose_words_and_where_they_were_said(cast: Cast, sender: str) -> None:
    said = Quoted(sender=sender, text="We meet in Lyon next time.")
    await cast.sofia.says("LEV", "!update post meetings", quoted=said)
    assert said.text in await shown(cast), "where all may hear it, it stands at once"
    assert len(asked(cast.luc)) == (sender == cast.luc.account)
    await cast.sofia.asks("update drop U-1")
    await restricted(cast, "amber")
    await cast.sofia.says("LEV", "!update post meetings", quoted=said)
    assert said.text not in await shown(cast)
    if sender == "@nobody:memory":
        assert cast.sofia.was_told("update-teller-unknown"), cast.sofia.text
        return
    await (cast.luc if sender == cast.luc.account else cast.sofia).asks("digest consent U-2 unnamed")
    await cast.sofia.asks("update publish U-2")
    assert said.text in await shown(cast)


async def test_words_that_are_given_with_a_reply_are_the_askers_own(cast: Cast) -> None:
    await cast.sofia.says("LEV", "!update post activities Staff write this themselves", quoted=LUCS)
    issue = await shown(cast)
    assert "Staff write this" in issue
    assert asked(cast.luc) == []


async def test_by_words_it_is_said_whose_they_are(cast: Cast) -> None:
    await cast.sofia.asks("update post activities teller:Luc Volta pays the nights")
    assert cast.sofia.was_told("update-waiting"), "nobody knows where that was said"
    await cast.sofia.says("LEV", "!update post activities teller:Luc The toolkit has a new clause")
    assert asked(cast.luc) == ["update-words-asked", "update-words-told"]


async def test_what_can_not_become_an_item_is_held_back_and_only_staff_make_one(cast: Cast) -> None:
    grievance = Quoted(sender="@luc:memory", text="My supervisor kept my passport and has not paid me.")
    await cast.sofia.says("LEV", "!update post activities", quoted=grievance)
    assert cast.sofia.was_told("grievance-held")
    await cast.sofia.asks("no")
    assert cast.sofia.was_told("grievance-elsewhere")
    await cast.sofia.asks("update list")
    assert cast.sofia.was_told("update-none")
    await cast.greta.says("LEV", "!update post activities", quoted=LUCS)
    assert cast.greta.was_told("absent")
    await restricted(cast, "amber")
    for more, told in (("starting:2027-02-05", "update-draft-or-day"), ('fr:"En français"', "update-waits-language")):
        await cast.sofia.says("LEV", f"!update post activities {more}", quoted=LUCS)
        assert cast.sofia.was_told(told), cast.sofia.text
    assert asked(cast.luc) == []


async def test_what_may_not_pass_through_a_platform_is_asked_on_the_other(engine: Engine, inline: None) -> None:
    async with engine.after(WITH_BUYERS_ON_TWO_SIDES) as (cast, _):
        await cast.sofia.says("LEV", "!update post activities", quoted=STRICT)
        await cast.luc.discord.asks("moi")
        assert STRICT.text not in cast.luc.discord.text
        await cast.sofia.discord.forms("update show", code="U-1")
        assert cast.sofia.discord.was_told("pointer")
        assert STRICT.text not in "\n".join(post.plain for post in cast.platforms["discord"].log)
        account = cast.luc.discord.account
        await cast.sofia.discord.forms(
            "update post", room="LEV-discord", section="activities", text=LUCS.text, teller=account, label=Label.CLEAR
        )
        assert LUCS.text in await shown(cast)
        assert asked(cast.luc.discord) == ["update-words-told"], "where they are now"
