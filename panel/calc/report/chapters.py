"""The chapters around the recommendations: mandate, themes, measures, minority opinions, what is next."""

from collections.abc import Sequence

from panel.calc.document import (
    NOTHING,
    Block,
    Bullets,
    Cell,
    Column,
    Definitions,
    Paragraph,
    Section,
    Table,
    Text,
    same,
)
from panel.calc.report.case import Case, by_theme
from panel.calc.report.facts import Criterion, Dissent, Facts, Member, Round, Theme
from panel.calc.report.sentences import day, fiscal_years, joined
from panel.calc.report.tables import KEY, TITLE, leading_table
from panel.calc.report.words import GROUPS, HORIZONS, POSTURES, ROLES, SYNTHETIC

LEADING = 15
"""How many proposals a chapter led by one criterion lists; the annex has them all."""

_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def own(facts: Facts, chapter: str) -> tuple[Block, ...]:
    """The secretariat's paragraphs of a chapter."""
    return tuple(Paragraph(text) for text in facts.own.get(chapter, ()) if text)


def notice(facts: Facts) -> tuple[Block, ...]:
    """The line that says where scores come from, for every part that shows them."""
    return (Paragraph(SYNTHETIC, "notice"),) if facts.synthetic_scores else ()


def roster(facts: Facts) -> tuple[Block, ...]:
    """The member list in kana order, then those who sit in without scoring."""
    ordered = sorted(facts.roster, key=lambda member: (member.reading.translate(_KATAKANA), member.name.ja))
    columns = (
        Column(Text("氏名", "Name"), width=3),
        Column(Text("所属・役職", "Affiliation"), width=5),
        Column(Text("区分", "Group"), width=1.6),
        Column(Text("役割", "Role"), width=2),
    )
    rows = tuple(_roster_row(member) for member in ordered if member.role in ("chair", "deputy", "member"))
    beside = tuple(_roster_row(member) for member in ordered if member.role in ("observer", "secretariat"))
    note = Text("五十音順", "In kana order")
    blocks: list[Block] = []
    if rows:
        blocks.append(Table("members", Text("委員", "Members"), columns, rows, note))
    if beside:
        blocks.append(Table("members", Text("オブザーバー・事務局", "Observers and secretariat"), columns, beside))
    return tuple(blocks)


def _roster_row(member: Member) -> tuple[Cell, ...]:
    affiliation = joined([part for part in (member.organisation, member.position) if part], " ", ", ")
    return member.name, affiliation, GROUPS[member.group], ROLES[member.role]


def introduction(facts: Facts) -> tuple[Block, ...]:
    """Mandate in one paragraph, the course of the rounds in the next, then the secretariat's own words."""
    panel, cycle = facts.panel, facts.cycle
    years = fiscal_years(facts.first_fiscal_year, facts.last_fiscal_year)
    mandate = Text(
        f"本報告書は、{panel.japanese}が、{cycle.japanese}（対象期間：{years.ja}）に向けて、"
        "提案された技術分野及び産業分野について行った評価と議論を取りまとめたものである。",
        f"This report consolidates the evaluation and discussion by {panel.english} of the technology fields "
        f"and industrial sectors proposed for {cycle.english} ({years.en}).",
    )
    return Paragraph(mandate), *(Paragraph(text) for text in _course(facts)), *own(facts, "introduction")


def _course(facts: Facts) -> Sequence[Text]:
    n = len(facts.proposals)
    texts = [Text(f"対象となった提案は{n}件である。", f"{n} proposals were considered.")]
    for held in facts.rounds:
        said = _held(held)
        texts.append(Text(f"第{held.number}回評価は{said.ja}。", f"Round {held.number} {said.en}."))
    return texts


def _held(held: Round) -> Text:
    """When a round ran, and how many of its members submitted scores."""
    opened = day(held.opened_on)
    if held.closed_on is None:
        return Text(f"{opened.ja}に開始し、実施中である", f"opened on {opened.en} and is under way")
    closed = day(held.closed_on)
    ja, en = f"{opened.ja}から{closed.ja}まで", f"ran from {opened.en} to {closed.en}"
    if held.n_submitted is None:
        return Text(f"{ja}、委員{held.n_members}名を対象に行った", f"{en} among {held.n_members} members")
    return Text(
        f"{ja}行い、委員{held.n_members}名のうち{held.n_submitted}名が評点を提出した",
        f"{en}; {held.n_submitted} of {held.n_members} members submitted scores",
    )


def themed(facts: Facts, found: Sequence[Case], theme: Theme) -> tuple[Block, ...]:
    """A chapter led by the criteria of one theme; empty without scores on them and own words."""
    criteria = [criterion for criterion in facts.criteria if criterion.theme == theme]
    tables = [block for criterion in criteria for block in _leading(criterion, found)]
    return (*own(facts, theme), *(notice(facts) if tables else ()), *tables)


def _leading(criterion: Criterion, found: Sequence[Case]) -> Sequence[Block]:
    leading = by_theme(found, criterion)[:LEADING]
    if not leading:
        return ()
    name = criterion.name
    lead = Text(
        f"評価項目「{name.japanese}」の平均値が高い提案は次のとおりである。",
        f"The proposals with the strongest mean on “{name.english}” are as follows.",
    )
    return Paragraph(lead), leading_table(criterion, leading)


def measures(facts: Facts, found: Sequence[Case]) -> tuple[Block, ...]:
    """Actions and goals of what is to be maintained and strengthened (of all, before decisions)."""
    kept = [case for case in found if not facts.decisions or _is_kept(case)]
    rows = [row for case in kept if (row := _measure(case))]
    if not rows:
        return own(facts, "measures")
    columns = (
        KEY,
        TITLE,
        Column(Text("方向性", "Posture"), width=1.6),
        Column(Text("時期", "Horizon"), width=1.6),
        Column(Text("講ずべき措置", "Measures"), width=5),
        Column(Text("目標・指標", "Goals and indicators"), width=4),
    )
    caption = Text("講ずべき措置と目標", "Measures and goals")
    return *own(facts, "measures"), Table("measures", caption, columns, tuple(rows))


def _is_kept(case: Case) -> bool:
    return case.decision is not None and case.decision.tier in ("priority", "important")


def _measure(case: Case) -> tuple[Cell, ...] | None:
    proposal = case.proposal
    if not (proposal.actions or proposal.goals):
        return None
    posture = POSTURES[proposal.posture] if proposal.posture else None
    horizon = HORIZONS[proposal.horizon] if proposal.horizon else None
    return same(proposal.key), proposal.title, posture, horizon, proposal.actions, proposal.goals


def minority(facts: Facts, found: Sequence[Case]) -> tuple[Block, ...]:
    """Minority opinions by proposal. Once decisions were taken, that there is none is said, not left to guess."""
    blocks: list[Block] = list(own(facts, "minority"))
    for case in found:
        if case.decision and case.decision.dissents:
            title = joined([same(case.proposal.key), case.proposal.title], " ", " ")
            opinions = tuple(block for dissent in case.decision.dissents for block in opinion(dissent))
            blocks.append(Section(f"minority-{case.proposal.key}", NOTHING, title, opinions))
    if facts.decisions and not blocks:
        blocks.append(Paragraph(Text("少数意見の申出はなかった。", "No minority opinion was submitted.")))
    return tuple(blocks)


def opinion(dissent: Dissent) -> tuple[Block, ...]:
    """One minority opinion with its signature and the chair's answer."""
    rows = [(Text("少数意見", "Minority opinion"), dissent.text)]
    if dissent.signed:
        rows.append((Text("意見を述べた委員", "Signed"), dissent.signed))
    if dissent.answer:
        rows.append((Text("座長の回答", "The chair's answer"), dissent.answer))
    return (Definitions(tuple(rows)),)


def following(facts: Facts, found: Sequence[Case]) -> tuple[Block, ...]:
    """What the next revision starts with: everything that is to be taken up again."""
    watched = [case for case in found if case.decision and case.decision.tier == "watch"]
    blocks = own(facts, "next")
    if not watched:
        return blocks
    lead = Text(
        "次の提案は、次期改定において改めて検討する。",
        "The following proposals are to be considered again at the next revision.",
    )
    items = tuple(joined([same(case.proposal.key), case.proposal.title], " ", " ") for case in watched)
    return *blocks, Paragraph(lead), Bullets(items)
