"""From facts to one message, in order, without empty sections."""

from datetime import UTC, datetime

import pytest

from digests.compose import compose, pointer
from digests.facts import MOST, Facts, Restricted
from digests.period import Period
from storage.access import Label
from storage.audience import Audience
from storage.lesson import Lesson
from storage.meeting import Meeting
from storage.message import Message
from storage.update import Section, UpdateItem

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
JANUARY = Period("2027-01", "Europe/Brussels")


def item(section: Section, text: str, label: Label = Label.GREEN) -> UpdateItem:
    return UpdateItem(number=1, section=section, label=label, text=text, locale="en", posted_by="s", created_at=NOW)


def lesson(number: int) -> Lesson:
    return Lesson(number=number, author_id="a", organisation_id="o", title="Title", text="Text", created_at=NOW)


def meeting() -> Meeting:
    return Meeting(
        code="MTG-27-Q1-LEV", group_id="g", title="Quarterly", starts_at=NOW, zone="Europe/Brussels", changed_at=NOW,
        created_at=NOW,
    )  # fmt: skip


def heads(message: Message) -> list[str]:
    return [one.key for one in message.below if not one.key.startswith("line-")]


def test_sections_come_in_their_order_and_empty_ones_not_at_all() -> None:
    facts = Facts(
        period=JANUARY, audience=Audience.community(), coming=(meeting(),), lessons=(lesson(7),),
        updates=(item(Section.OPPORTUNITIES, "Sign"), item(Section.ACTIVITIES, "Webinar")),
    )  # fmt: skip
    message = compose(facts, room="LEV")
    assert message.key == "digest-issue"
    assert heads(message) == [
        "digest-section", "digest-item", "digest-section", "digest-item", "digest-coming", "digest-lessons",
        "next-step",
    ]  # fmt: skip


def test_an_issue_without_items_is_none() -> None:
    facts = Facts(period=JANUARY, audience=Audience.community())
    assert facts.news == 0
    with pytest.raises(ValueError, match="without items"):
        compose(facts, room="LEV")


def test_a_long_section_says_how_many_more_there_are() -> None:
    lessons = tuple(lesson(number) for number in range(1, MOST + 1))
    facts = Facts(period=JANUARY, audience=Audience.community(), lessons=lessons, more={"lessons": 3})
    message = compose(facts, room="LEV")
    lines = [one for one in message.below if one.key == "line-digest-lesson"]
    more = [one.values["count"] for one in message.below if one.key == "line-digest-more"]
    assert (len(lines), more) == (MOST, [3])


@pytest.mark.parametrize(
    ("labels", "lessons", "label"),
    [
        ((Label.CLEAR,), 0, Label.CLEAR),
        ((Label.CLEAR, Label.GREEN), 0, Label.GREEN),
        ((Label.CLEAR,), 1, Label.GREEN),
    ],
)
def test_an_issue_has_the_narrowest_label_of_what_is_in_it(
    labels: tuple[Label, ...], lessons: int, label: Label
) -> None:
    facts = Facts(
        period=JANUARY, audience=Audience.community(),
        updates=tuple(item(Section.ACTIVITIES, "Text", label) for label in labels),
        lessons=tuple(lesson(number) for number in range(lessons)),
    )  # fmt: skip
    assert facts.label is label
    assert compose(facts, room="LEV").values["label"] is label


def test_summaries_are_no_part_of_the_issue_but_a_post_of_their_own() -> None:
    restricted = Restricted(
        section=Section.SUMMARIES, label=Label.AMBER, audience=Audience.staff(), codes=("SUM-7KQ4",)
    )
    facts = Facts(period=JANUARY, audience=Audience.community(), lessons=(lesson(1),), restricted=(restricted,))
    assert "SUM-7KQ4" not in compose(facts, room="LEV").to_json()
    assert pointer(restricted).values["codes"] == ("SUM-7KQ4",)
