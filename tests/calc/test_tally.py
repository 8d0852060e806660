"""The tally as a whole: what a round must come to, whatever was handed in."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.consensus import ConsensusClass
from panel.calc.marks import Blank, Scale
from panel.calc.results import ItemResult
from panel.calc.tally import Item, Roster, Sheet
from panel.calc.weights import CriterionSpec, flip
from tests.calc.rounds import FIVE, Round, plain_round, quickly, rounds


def test_a_small_round_by_hand() -> None:
    criteria = [
        CriterionSpec("urgency", FIVE, axis="need", weight=Decimal(2)),
        CriterionSpec("cost", FIVE, -1, "opportunity", Decimal(1)),
        CriterionSpec("export", FIVE, axis="opportunity", weight=Decimal(1), applies_to=frozenset({"sector"})),
    ]
    sheets = [
        Sheet("T1", "a", {"urgency": 5, "cost": 1}),
        Sheet("T1", "b", {"urgency": 4, "cost": Blank.UNABLE}),
        Sheet("T1", "c", {"urgency": Blank.ABSTAINED, "cost": Blank.ABSTAINED}),
        Sheet("S1", "a", {"urgency": 3, "cost": 3, "export": 5}),
    ]
    rosters = {"T1": Roster(4, 1), "S1": Roster(3)}
    result = Round([Item("T1", "technology"), Item("S1", "sector")], criteria, sheets, rosters).tally()

    field, sector = result.items
    assert set(field.criteria) == {"urgency", "cost"}
    assert field.overall.summary.mean == (5 + 4) / 2
    assert (field.overall.summary.n, field.overall.summary.eligible) == (2, 4)
    assert field.overall.summary.blanks == {
        Blank.NOT_YET: 1,
        Blank.UNABLE: 0,
        Blank.NOT_APPLICABLE: 0,
        Blank.ABSTAINED: 1,
        Blank.RECUSED: 1,
    }
    assert field.overall.coverage == pytest.approx((1 + 2 / 3) / 2)
    assert field.totals["opportunity"].summary.mean == 5
    assert field.totals["opportunity"].summary.blanks[Blank.UNABLE] == 1
    assert field.criteria["cost"].summary.mean == 1
    assert field.criteria["cost"].thirds.high == 1
    assert sector.overall.summary.mean == (2 * 3 + 3 + 5) / 4
    assert sector.totals["opportunity"].summary.mean == 4
    assert (field.overall.place.rank, sector.overall.place.rank) == (1, 2)
    assert [item.id for item in result.by_rank()] == ["T1", "S1"]


def test_classes_read_totals_rounded_half_up() -> None:
    criteria = [CriterionSpec("a", FIVE), CriterionSpec("b", FIVE)]
    sheets = [Sheet("P1", str(number), {"a": 3, "b": 4}) for number in range(4)]
    result = Round([Item("P1")], criteria, sheets, {"P1": Roster(4)}).tally().items[0]
    assert result.overall.summary.median == 3.5
    assert result.overall.summary.histogram == {1: 0, 2: 0, 3: 0, 4: 4, 5: 0}
    assert result.overall.consensus is ConsensusClass.AGREED_HIGH
    assert result.criteria["a"].consensus is ConsensusClass.AGREED_MIDDLE


def test_a_total_on_less_than_half_of_the_weight_is_flagged() -> None:
    criteria = [CriterionSpec("a", FIVE, weight=Decimal(3)), CriterionSpec("b", FIVE, weight=Decimal(1))]
    sheets = [Sheet("P1", "r", {"b": 5}), Sheet("P2", "r", {"a": 5})]
    thin, solid = Round([Item("P1"), Item("P2")], criteria, sheets, {"P1": Roster(1), "P2": Roster(1)}).tally().items
    assert thin.overall.is_thin
    assert not solid.overall.is_thin
    assert not thin.totals["need"].is_thin


def test_proposals_nobody_scored_come_last_without_a_rank() -> None:
    result = plain_round([Blank.UNABLE], [3], []).tally()
    assert [item.id for item in result.by_rank()] == ["P2", "P1", "P3"]
    assert [item.overall.place.rank for item in result.items] == [None, 1, None]
    assert [item.overall.consensus for item in result.items] == [ConsensusClass.TOO_FEW] * 3


def test_a_recusal_on_a_sheet_leaves_the_eligible_too() -> None:
    result = plain_round([3, 4, Blank.RECUSED]).tally().items[0]
    assert (result.overall.summary.n, result.overall.summary.eligible) == (2, 2)
    assert result.criteria["C1"].summary.blanks[Blank.RECUSED] == 1


@quickly
@given(rounds(), st.randoms())
def test_the_order_of_sheets_does_not_matter(a_round: Round, random: object) -> None:
    shuffled = list(a_round.sheets)
    random.shuffle(shuffled)
    assert replace(a_round, sheets=shuffled).tally() == a_round.tally()


@quickly
@given(rounds())
def test_every_silence_is_counted_once(a_round: Round) -> None:
    for item in a_round.tally().items:
        roster = a_round.rosters[item.id]
        for result in [*item.criteria.values(), *item.totals.values()]:
            numbers = result.summary
            assert numbers.n + sum(numbers.blanks.values()) == roster.eligible + roster.recused
            assert numbers.eligible == roster.eligible + roster.recused - numbers.blanks[Blank.RECUSED]


@quickly
@given(rounds())
def test_a_silent_rater_more_changes_no_number_but_the_count(a_round: Round) -> None:
    more = {key: replace(roster, eligible=roster.eligible + 1) for key, roster in a_round.rosters.items()}
    for before, after in zip(a_round.tally().items, replace(a_round, rosters=more).tally().items, strict=True):
        one, other = before.overall, after.overall
        assert replace(other.summary, eligible=0, blanks={}) == replace(one.summary, eligible=0, blanks={})
        assert other.summary.blanks[Blank.NOT_YET] == one.summary.blanks[Blank.NOT_YET] + 1
        assert (one.thirds, one.coverage, one.place) == (other.thirds, other.coverage, other.place)


@quickly
@given(rounds())
def test_turning_direction_and_marks_over_changes_no_total(a_round: Round) -> None:
    scales = {criterion.id: criterion.scale for criterion in a_round.criteria}
    turned = replace(
        a_round,
        criteria=[replace(criterion, direction=-criterion.direction) for criterion in a_round.criteria],
        sheets=[
            replace(sheet, marks={key: turned_mark(mark, scales[key]) for key, mark in sheet.marks.items()})
            for sheet in a_round.sheets
        ],
    )
    for one, other in zip(a_round.tally().items, turned.tally().items, strict=True):
        assert one.totals == other.totals
        for key, result in one.criteria.items():
            assert (result.thirds, result.consensus) == (
                other.criteria[key].thirds,
                other.criteria[key].consensus,
            )


def turned_mark(mark: int | Blank, scale: Scale) -> int | Blank:
    return mark if isinstance(mark, Blank) else flip(mark, scale)


@quickly
@given(rounds())
def test_the_plain_form_is_json_without_nan(a_round: Round) -> None:
    plain = a_round.tally().as_plain()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    for item in plain["items"]:
        assert (item["total"] is None) == (item["rank"] is None) == (item["totals"]["all"]["reason"] == "no_marks")
        assert sum(item["totals"]["all"]["histogram"].values()) == item["n"]


@quickly
@given(rounds())
def test_a_result_survives_storage(a_round: Round) -> None:
    for item in a_round.tally().items:
        stored = json.loads(json.dumps(item.as_plain(), sort_keys=True))
        back = ItemResult.from_plain(stored)
        assert back == item
        assert all(list(c.summary.histogram) == sorted(c.summary.histogram) for c in back.criteria.values())


def test_the_plain_form_has_the_promised_names() -> None:
    plain = plain_round([4, 5, 5], scale=FIVE).tally().as_plain()
    assert plain["scale"] == [1, 5]
    assert plain["rule"]["share_needed"] == 0.75
    item = plain["items"][0]
    assert {
        "id",
        "kind",
        "rank",
        "rank_need",
        "rank_opportunity",
        "total",
        "total_need",
        "total_opportunity",
    } <= set(item)
    assert item["class"] == "agreed_high"
    assert item["criteria"]["C1"] == {
        "n": 3,
        "eligible": 3,
        "blanks": {"not_yet": 0, "unable": 0, "not_applicable": 0, "abstained": 0, "recused": 0},
        "mean": 14 / 3,
        "median": 5.0,
        "q1": 4.5,
        "q3": 5.0,
        "sd": pytest.approx(0.5773502691896257),
        "histogram": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 2},
        "reason": None,
        "thirds": {"low": 0.0, "middle": 0.0, "high": 1.0},
        "class": "agreed_high",
    }


ROUND = plain_round([3, 4])


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (replace(ROUND, criteria=[]), "needs a criterion"),
        (replace(ROUND, criteria=ROUND.criteria * 2), "given once"),
        (replace(ROUND, items=ROUND.items * 2), "given once"),
        (replace(ROUND, rosters={}), "with its roster"),
        (replace(ROUND, rosters={"P1": Roster(1)}), "more sheets than eligible"),
        (replace(ROUND, sheets=[Sheet("P9", "r", {})]), "unknown proposal or criterion"),
        (replace(ROUND, sheets=[Sheet("P1", "r", {"C9": 3})]), "unknown proposal or criterion"),
        (replace(ROUND, sheets=[Sheet("P1", "r", {})] * 2), "two sheets of one rater"),
        (replace(ROUND, sheets=[Sheet("P1", "r", {"C1": 6})]), "off the scale"),
    ],
)
def test_contradictory_input_is_refused(broken: Round, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        broken.tally()


def test_a_roster_counts_people() -> None:
    with pytest.raises(ValueError, match="counts people"):
        Roster(3, -1)
