"""Lists of people stand in the order of their readings, however these were typed, on both databases."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from panel.models.people import Role
from panel.people.queries import roster
from tests.make import Make
from tests.visit import Visitor


def test_names_stand_by_their_reading_and_whoever_has_none_comes_last(make: Make, db: Session) -> None:
    panel = make.panel()
    for family_name, reading in (
        ("渡辺", "ワタナベ"),
        ("青木", "あおき"),
        ("無名", ""),
        ("伊藤", "ｲﾄｳ"),
        ("江口", "えぐち"),
    ):
        make.person(Role.MEMBER, panel, family_name=family_name, given_name="", family_reading=reading)
    assert [seat.name for seat in roster(db, panel.id)] == ["青木", "伊藤", "江口", "渡辺", "無名"]


def test_a_reading_is_kept_in_hiragana(make: Make) -> None:
    assert make.person(family_reading="ワタナベ", given_reading="ｹﾝｼﾞ").reading == "わたなべ けんじ"


def test_the_list_of_members_shows_them_in_this_order(visit: Callable[..., Visitor], make: Make, db: Session) -> None:
    panel = make.panel()
    cycle = make.cycle(panel)
    later = make.person(Role.MEMBER, panel, family_name="渡辺", given_name="", family_reading="わたなべ", name_en="")
    make.person(Role.MEMBER, panel, family_name="青木", given_name="", family_reading="アオキ", name_en="")
    page = visit(later, "ja").get(f"/cycles/{cycle.id}/people").text.partition("<main")[2]
    assert page.index("青木") < page.index("渡辺")
