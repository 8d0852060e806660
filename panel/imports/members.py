"""Members from a file: accounts by e-mail address, and their one role on the panel."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.addresses import AddressRefused, as_stored
from panel.imports.plan import Counts, Job, Plan
from panel.imports.table import Column, Line, Table
from panel.models.people import NAME_FIELDS, OFFICER_ROLES, Group, Membership, Person, Role, seat

COLUMNS: Final = (
    Column("family_name", ("姓", "氏", "last_name", "surname"), required=True),
    Column("given_name", ("名", "first_name")),
    Column("family_reading", ("せい", "セイ", "姓ふりがな", "姓（ふりがな）", "姓よみ")),
    Column("given_reading", ("めい", "メイ", "名ふりがな", "名（ふりがな）", "名よみ")),
    Column("name_en", ("英語名", "英字氏名", "氏名（英語）")),
    Column("email", ("メール", "メールアドレス", "e-mail", "mail"), required=True),
    Column("organisation_ja", ("所属", "所属（日本語）", "organisation", "organization")),
    Column("organisation_en", ("所属（英語）", "所属英語", "organization_en")),
    Column("group", ("区分", "属性", "stakeholder_group")),
    Column("role", ("役割", "役職")),
)
GROUPS: Final = {
    "government": Group.GOVERNMENT,
    "官": Group.GOVERNMENT,
    "行政": Group.GOVERNMENT,
    "industry": Group.INDUSTRY,
    "産": Group.INDUSTRY,
    "産業界": Group.INDUSTRY,
    "academia": Group.ACADEMIA,
    "学": Group.ACADEMIA,
    "学術": Group.ACADEMIA,
    "学界": Group.ACADEMIA,
    "other": Group.OTHER,
    "その他": Group.OTHER,
}
ROLES: Final = {
    "member": Role.MEMBER,
    "委員": Role.MEMBER,
    "observer": Role.OBSERVER,
    "オブザーバー": Role.OBSERVER,
    "chair": Role.CHAIR,
    "座長": Role.CHAIR,
    "deputy": Role.DEPUTY,
    "deputy chair": Role.DEPUTY,
    "座長代理": Role.DEPUTY,
    "secretariat": Role.SECRETARIAT,
    "事務局": Role.SECRETARIAT,
}
_LIMITS: Final = {"name_en": 200, "organisation_ja": 200, "organisation_en": 200}
_WORDS: Final = (*NAME_FIELDS, "organisation_ja", "organisation_en")


@dataclass(frozen=True)
class Entry:
    """One row: who it is, what it says about them (empty cells say nothing), and their role if it names one."""

    line: Line
    email: str
    about: Mapping[str, Any]
    role: Role | None


@dataclass(frozen=True)
class Known:
    """Somebody who has an account already."""

    person: Person
    role: Role | None  # here
    elsewhere: bool  # sits on another panel too, or is the administrator of the site


def plan(db: Session, job: Job, table: Table) -> Plan:
    """What the file would change; problems go on the table's list."""
    entries = _entries(table)
    known = _known(db, job.cycle.panel_id, [entry.email for entry in entries])
    changed = [entry for entry in entries if entry.email in known and _differs(entry, known[entry.email])]
    for entry in entries:
        _check_role(job, entry, known.get(entry.email))
    n_new = sum(entry.email not in known for entry in entries)
    counts = Counts(n_new, len(changed), len(entries) - n_new - len(changed))
    kept = sum(1 for entry in entries if entry.email in known and known[entry.email].elsewhere)
    facts = (_("%(n)s also belong to another panel: their names stay as they are.", n=kept),) if kept else ()
    return Plan(counts, facts, partial(_write, job=job, entries=entries, known=known))


def _entries(table: Table) -> list[Entry]:
    seen: dict[str, int] = {}
    entries = []
    for line in table.lines():
        entry = _entry(line)
        if entry.email in seen:
            line.wrong("email", _("This address already stands in row %(row)s.", row=seen[entry.email]))
        elif entry.email:
            seen[entry.email] = line.number
            entries.append(entry)
    return entries


def _entry(line: Line) -> Entry:
    about: dict[str, Any] = {
        name: text
        for name in _WORDS
        if (text := line.line(name, _LIMITS.get(name, 100), required=name == "family_name"))
    }
    group: Group | None = line.choice("group", GROUPS, None)
    if group:
        about["stakeholder_group"] = group
    return Entry(line, _email(line), about, line.choice("role", ROLES, None))


def _email(line: Line) -> str:
    typed = line.line("email", 254, required=True)
    if not typed:
        return ""
    try:
        return as_stored(typed)
    except AddressRefused:
        line.wrong("email", _("This is no e-mail address that mail can be sent to."))
        return ""


def _known(db: Session, panel_id: int, emails: list[str]) -> dict[str, Known]:
    people: dict[int, Person] = {}
    for start in range(0, len(emails), 500):
        found = db.scalars(select(Person).where(Person.email.in_(emails[start : start + 500])))
        people |= {person.id: person for person in found}
    roles: dict[int, dict[int, Role]] = {}
    for row in db.execute(
        select(Membership.person_id, Membership.panel_id, Membership.role).where(Membership.ended_at.is_(None))
    ):
        roles.setdefault(row.person_id, {})[row.panel_id] = Role(row.role)
    return {
        str(person.email): Known(
            person,
            roles.get(key, {}).get(panel_id),
            person.is_administrator or bool(roles.get(key, {}).keys() - {panel_id}),
        )
        for key, person in people.items()
    }


def _news(entry: Entry, known: Known) -> dict[str, Any]:
    """What a row says that is not stored yet; nothing for an account that other panels rely on."""
    if known.elsewhere:
        return {}
    return {name: value for name, value in entry.about.items() if getattr(known.person, name) != value}


def _role(entry: Entry, known: Known | None) -> Role:
    return entry.role or (known.role if known else None) or Role.MEMBER


def _differs(entry: Entry, known: Known) -> bool:
    return bool(_news(entry, known)) or known.role != _role(entry, known)


def _check_role(job: Job, entry: Entry, known: Known | None) -> None:
    """Officers are named by two persons on the page; only the operator of the site brings them in from a file."""
    before = known.role if known else None
    after = _role(entry, known)
    if job.actor is not None and after != before and (after in OFFICER_ROLES or before in OFFICER_ROLES):
        entry.line.wrong("role", _("This role is given and taken by two persons, on the page of the members."))
    if known is not None and (known.person.is_administrator or not known.person.is_active):
        entry.line.wrong("email", _("This account cannot be invited. Ask the administrator of the site."))


def _write(db: Session, *, job: Job, entries: list[Entry], known: Mapping[str, Known]) -> Mapping[str, str]:
    for entry in entries:
        before = known.get(entry.email)
        person = before.person if before else Person(email=entry.email, created_at=job.now, **entry.about)
        if before is None:
            db.add(person)
            db.flush()
        elif news := _news(entry, before):
            for name, value in news.items():
                setattr(person, name, value)
            person.version += 1
        role = _role(entry, before)
        if before is None or before.role != role:
            seat(db, job.cycle.panel_id, person.id, role, job.now)
    db.flush()
    return {}  # the record commits to texts and sheets, not to people
