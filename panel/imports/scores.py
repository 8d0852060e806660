"""The scores of a past round from a tidy file: one row for each rater, proposal and criterion."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel.calc.marks import Blank, Confidence, Mark, Scale
from panel.calc.text import comparable
from panel.imports import past_round
from panel.imports.past_round import Past, PastSheet
from panel.imports.plan import Counts, Job, Plan, ScoreOptions
from panel.imports.table import Column, Line, Problems, Table

COLUMNS: Final = (
    Column("item_id", ("提案番号", "番号"), required=True),
    Column("item_title", ("提案名", "件名"), required=True),
    Column("rater_id", ("評価者", "評価者番号"), required=True),
    Column("criterion", ("評価項目", "項目"), required=True),
    Column("score", ("評点",), required=True),
    Column("confidence", ("確信度",)),
    Column("response_raw", ("回答",)),
)
BLANKS: Final = {
    "": Blank.NOT_YET,
    "not yet": Blank.NOT_YET,
    "not_yet": Blank.NOT_YET,
    "未評価": Blank.NOT_YET,
    "i don't know": Blank.UNABLE,
    "don't know": Blank.UNABLE,
    "unable": Blank.UNABLE,
    "unable to judge": Blank.UNABLE,
    "判断できない": Blank.UNABLE,
    "わからない": Blank.UNABLE,
    "n/a": Blank.NOT_APPLICABLE,
    "not applicable": Blank.NOT_APPLICABLE,
    "not_applicable": Blank.NOT_APPLICABLE,
    "該当なし": Blank.NOT_APPLICABLE,
    "abstain": Blank.ABSTAINED,
    "abstained": Blank.ABSTAINED,
    "棄権": Blank.ABSTAINED,
}
"""What stands beside an empty score, in the form in which texts are compared."""

CONFIDENCES: Final[Mapping[str, Confidence | None]] = {
    "": None,
    "1": Confidence.LOW,
    "2": Confidence.LOW,
    "3": Confidence.MEDIUM,
    "4": Confidence.HIGH,
    "5": Confidence.HIGH,
    "low": Confidence.LOW,
    "低": Confidence.LOW,
    "medium": Confidence.MEDIUM,
    "中": Confidence.MEDIUM,
    "high": Confidence.HIGH,
    "高": Confidence.HIGH,
}
_LIMITS: Final = {"item_id": 40, "item_title": 300, "rater_id": 100, "criterion": 200}
_WIDEST: Final = 20  # steps between the ends of a scale, as the records allow


class Reader:
    """Reads the rows; the few names that stand in thousands of them are cleaned once."""

    def __init__(self, scale: Scale) -> None:
        self.values = {str(value): value for value in scale.values}
        self.scale = scale
        self.past = Past()
        self._clean: dict[tuple[str, str], str] = {}
        self._blanks: dict[str, Blank | None] = {}
        self._confidences: dict[str, Confidence | None] = {}

    def read(self, line: Line) -> None:
        """Take one row, or say what is wrong with it."""
        item, title, rater, criterion = (self._name(line, key) for key in _LIMITS)
        mark = self._mark(line)
        confidence = self._confidence(line)
        if not (item and title and rater and criterion) or mark is None:
            return
        if self.past.titles.setdefault(item, title) != title:
            line.wrong("item_title", _("%(item)s has another title further up.", item=item))
        self.past.criteria[criterion] = None
        self.past.raters[rater] = None
        sheet = self.past.sheets.setdefault((item, rater), PastSheet())
        if criterion in sheet.marks:
            line.wrong("criterion", _("%(rater)s has scored %(item)s on this further up.", rater=rater, item=item))
        sheet.marks[criterion] = mark
        if confidence is not None:
            sheet.confidences.add(confidence)
        self.past.n_rows += 1

    def _name(self, line: Line, key: str) -> str:
        typed = line.raw(key)
        known = self._clean.get((key, typed))
        if known is None:
            known = line.line(key, _LIMITS[key], required=True)
            if known:
                self._clean[key, typed] = known
        return known

    def _mark(self, line: Line) -> Mark | None:
        """The score, exactly as the scale has it, or the blank beside an empty one; None if it is neither."""
        typed, said = line.raw("score"), line.raw("response_raw")
        if said not in self._blanks:
            self._blanks[said] = BLANKS.get(comparable(said).strip().replace("’", "'"))
        blank = self._blanks[said]
        value = self.values.get(typed)
        if typed == "":
            if blank is None:
                line.wrong("response_raw", _("“%(said)s” does not say why there is no score.", said=said[:80]))
            return blank
        if value is None:
            line.wrong("score", self._off_scale(typed))
        elif blank not in (None, Blank.NOT_YET):
            line.wrong("response_raw", _("“%(said)s” stands beside a score.", said=said[:80]))
        return value

    def _off_scale(self, typed: str) -> str:
        return str(
            _(
                "“%(typed)s” is not on the scale: write a whole number from %(lowest)s to %(highest)s, or nothing.",
                typed=typed[:80],
                lowest=self.scale.lo,
                highest=self.scale.hi,
            )
        )

    def _confidence(self, line: Line) -> Confidence | None:
        typed = line.raw("confidence")
        if typed not in self._confidences:
            word = comparable(typed).strip()
            if word not in CONFIDENCES:
                line.wrong("confidence", _("“%(typed)s” is no confidence: write 1 to 5 or nothing.", typed=typed[:80]))
                return None
            self._confidences[typed] = CONFIDENCES[word]
        return self._confidences[typed]


def plan(db: Session, job: Job, table: Table) -> Plan | None:
    """What the file would bring in, None for a scale that is none; problems go on the table's list."""
    options = job.options
    assert options is not None  # noqa: S101 - the caller gives the options of scores
    if not _is_scale(options, table.problems):
        return None
    reader = Reader(Scale(options.lowest, options.highest))
    for line in table.lines():
        reader.read(line)
    found = past_round.find(db, job, options, reader.past, table.problems)
    write = partial(past_round.write, job=job, options=options, past=reader.past, found=found)
    return Plan(Counts(new=reader.past.n_rows), _facts(reader.past), write)


def _is_scale(options: ScoreOptions, problems: Problems) -> bool:
    width = options.highest - options.lowest
    if not 0 < width <= _WIDEST:
        problems.add(_("A scale runs from a lower to a higher value, in at most %(steps)s steps.", steps=_WIDEST))
        return False
    return True


def _facts(past: Past) -> tuple[str, ...]:
    blanks = Counter(mark for sheet in past.sheets.values() for mark in sheet.marks.values() if isinstance(mark, Blank))
    words = {
        Blank.NOT_YET: _("not scored: %(n)s", n=blanks[Blank.NOT_YET]),
        Blank.UNABLE: _("unable to judge: %(n)s", n=blanks[Blank.UNABLE]),
        Blank.NOT_APPLICABLE: _("not applicable: %(n)s", n=blanks[Blank.NOT_APPLICABLE]),
        Blank.ABSTAINED: _("abstained: %(n)s", n=blanks[Blank.ABSTAINED]),
    }
    facts = [
        _(
            "%(proposals)s proposals, %(raters)s raters, %(criteria)s criteria, %(sheets)s sheets",
            proposals=len(past.titles),
            raters=len(past.raters),
            criteria=len(past.criteria),
            sheets=len(past.sheets),
        ),
        *(words[blank] for blank in words if blanks[blank]),
    ]
    n_mixed = sum(len(sheet.confidences) > 1 for sheet in past.sheets.values())
    if n_mixed:
        facts.append(_("%(n)s sheets state several confidences: the lowest is kept.", n=n_mixed))
    return tuple(facts)
