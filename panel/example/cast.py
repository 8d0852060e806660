"""Who sits on the example panel: everybody is named by their role, none of them exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from panel.models.people import Group, Membership, Person, Role


@dataclass(frozen=True)
class Seat:
    """One account of the example: what it is called, what it is on the panel (None: the site's administrator)."""

    mailbox: str
    role: Role | None
    group: Group
    title_ja: str
    reading: str
    title_en: str
    language: str = "ja"

    @property
    def email(self) -> str:
        """Its address, at a domain that is reserved for examples."""
        return f"{self.mailbox}@example.org"


_ORGANISATIONS = {
    Group.GOVERNMENT: ("例示の行政機関", "Example government body"),
    Group.INDUSTRY: ("例示の企業", "Example company"),
    Group.ACADEMIA: ("例示の大学", "Example university"),
    Group.OTHER: ("例示の事務局", "Example secretariat"),
}
_BENCHES = (
    (Group.GOVERNMENT, 4, "官", "かん", "government"),
    (Group.INDUSTRY, 4, "産", "さん", "industry"),
    (Group.ACADEMIA, 5, "学", "がく", "academia"),
)


def seats() -> tuple[Seat, ...]:
    """Everybody, in the order in which the accounts are printed; the last member of each group reads English."""
    return (
        Seat("chair", Role.CHAIR, Group.ACADEMIA, "座長", "ざちょう", "Chair"),
        Seat("deputy", Role.DEPUTY, Group.INDUSTRY, "座長代理", "ざちょうだいり", "Deputy chair"),
        *_members(),
        Seat("secretariat1", Role.SECRETARIAT, Group.OTHER, "事務局1", "じむきょく1", "Secretariat 1"),
        Seat("secretariat2", Role.SECRETARIAT, Group.OTHER, "事務局2", "じむきょく2", "Secretariat 2", "en"),
        Seat("observer", Role.OBSERVER, Group.OTHER, "オブザーバー", "おぶざーばー", "Observer"),
        Seat("administrator", None, Group.OTHER, "システム管理者", "しすてむかんりしゃ", "Administrator"),
    )


def _members() -> Iterator[Seat]:
    for group, n, ja, reading, en in _BENCHES:
        for number in range(1, n + 1):
            yield Seat(
                mailbox=f"{en}{number}",
                role=Role.MEMBER,
                group=group,
                title_ja=f"委員（{ja}）{number}",
                reading=f"いいん {reading}{number}",
                title_en=f"Member ({en}) {number}",
                language="en" if number == n else "ja",
            )


def seat(db: Session, panel_id: int, now: datetime) -> dict[Seat, Person]:
    """Give everybody their account and their role; nobody can sign in before a password is set."""
    people = {one: _person(one, now) for one in seats()}
    db.add_all(people.values())
    db.flush()
    db.add_all(
        Membership(panel_id=panel_id, person_id=person.id, role=one.role, since_at=now)
        for one, person in people.items()
        if one.role
    )
    db.flush()
    return people


def _person(one: Seat, now: datetime) -> Person:
    organisation_ja, organisation_en = _ORGANISATIONS[one.group]
    return Person(
        email=one.email,
        family_name=one.title_ja,
        family_reading=one.reading,
        name_en=one.title_en,
        organisation_ja=organisation_ja,
        organisation_en=organisation_en,
        stakeholder_group=one.group,
        language=one.language,
        is_administrator=one.role is None,
        created_at=now,
    )
