"""The balanced shortlist against every set there is."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.calc.balance import Clash, CostBand, Demand, DemandKind, Limit, Question, Side, demands
from panel.calc.reasons import Reason
from panel.calc.statistics import shortlist, shortlist_reading
from panel.calc.statistics.shortlist_reading import balanced


def heeding(question: Question) -> Iterator[tuple[int, ...]]:
    """Every set of k items that heeds all demands."""
    scored = [item for item, total in enumerate(question.totals) if total is not None]
    for items in combinations(scored, question.k):
        chosen = frozenset(items)
        within = all(
            limit.low <= len(chosen & limit.members)
            and (limit.high is None or len(chosen & limit.members) <= limit.high)
            for limit in question.limits
        )
        band = question.cost
        spent = 0 if band is None else sum(band.costs[item] or 0 for item in items)
        affordable = band is None or (band.low <= spent and (band.high is None or spent <= band.high))
        if within and affordable and question.must <= chosen and not question.must_not & chosen:
            yield items


def without(question: Question, demand: Demand) -> Question:
    """The question with one demand fewer."""
    left = tuple(limit for limit in question.limits if Demand(DemandKind.LIMIT, limit.name) != demand)
    return replace(
        question,
        limits=left,
        cost=None if demand.kind is DemandKind.COST else question.cost,
        must=question.must - {demand.item} if demand.kind is DemandKind.MUST else question.must,
        must_not=question.must_not - {demand.item} if demand.kind is DemandKind.MUST_NOT else question.must_not,
    )


def only(question: Question, clash: tuple[Clash, ...]) -> Question:
    """The question with these sides of demands alone."""
    low = {named.demand: named.bound for named in clash if named.side is Side.LOW}
    high = {named.demand: named.bound for named in clash if named.side is Side.HIGH}
    cost = Demand(DemandKind.COST)
    return replace(
        question,
        limits=tuple(
            replace(limit, low=low.get(demand, 0), high=high.get(demand))
            for limit in question.limits
            for demand in [Demand(DemandKind.LIMIT, limit.name)]
        ),
        cost=None if question.cost is None else replace(question.cost, low=low.get(cost, 0), high=high.get(cost)),
        must=frozenset(item for item in question.must if Demand(DemandKind.MUST, item=item) in low),
        must_not=frozenset(item for item in question.must_not if Demand(DemandKind.MUST_NOT, item=item) in high),
    )


def worth(question: Question, items: tuple[int, ...]) -> float:
    return sum(question.totals[item] or 0 for item in items)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Totals in eighths, so that sums are exact and ties are frequent; up to twelve items and every kind of demand."""
    n = draw(st.integers(1, 12))
    items = st.integers(0, n - 1)
    totals = draw(st.lists(st.one_of(st.integers(8, 40), st.none()), min_size=n, max_size=n))
    fractions = tuple(None if total is None else total / 8 for total in totals)
    limits = [
        Limit(f"limit {place}", draw(st.frozensets(items, max_size=n)), draw(st.integers(0, 2)), draw(bound))
        for place in range(draw(st.integers(0, 3)))
        for bound in [st.one_of(st.none(), st.integers(0, 3))]
    ]
    costs = draw(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=n, max_size=n))
    band = CostBand(tuple(costs), draw(st.integers(0, 6)), draw(st.one_of(st.none(), st.integers(4, 30))))
    scored = frozenset(item for item in range(n) if fractions[item] is not None)
    return Question(
        fractions,
        draw(st.integers(1, min(n, 5))),
        tuple(limits),
        draw(st.sampled_from([None, band])),
        must=draw(st.frozensets(items, max_size=1)) & scored,
        must_not=draw(st.frozensets(items, max_size=1)),
        tolerance=draw(st.sampled_from([0.0, 0.125, 0.5])),
    )


@settings(max_examples=60, deadline=None)
@given(questions())
def test_it_finds_what_trying_every_set_finds(question: Question) -> None:
    every = list(heeding(question))
    answer = balanced(question)
    if not every:
        assert answer.chosen == ()
        assert not list(heeding(only(question, answer.clash)))
        for one in answer.clash:
            rest = tuple(other for other in answer.clash if other != one)
            assert list(heeding(only(question, rest)))
        return
    order = sorted(range(len(question.totals)), key=lambda item: (-(question.totals[item] or 0), item))
    highest = max(worth(question, items) for items in every)
    best = [items for items in every if worth(question, items) == highest]
    earliest = min(best, key=lambda items: sorted(order.index(item) for item in items))
    assert answer.chosen == tuple(sorted(earliest, key=order.index))
    assert answer.total == highest
    near = [frozenset(items) for items in every if worth(question, items) >= highest - question.tolerance]
    assert answer.always == frozenset.intersection(*near)
    assert answer.never == frozenset(range(len(question.totals))) - frozenset.union(*near)
    assert [price.demand for price in answer.prices] == list(demands(question))
    for price in answer.prices:
        freed = max(worth(question, items) for items in heeding(without(question, price.demand)))
        assert price.loss == freed - highest
        changed = frozenset(answer.chosen) - frozenset(price.leave) | frozenset(price.enter)
        assert worth(question, tuple(changed)) == freed
        assert len(changed) == question.k


FIELDS = Question((5.0, 4.5, 4.5, 4.0, 3.0, None), 3, (Limit("air", frozenset({0, 1, 2}), high=2),))


def test_a_limit_says_what_it_costs_and_whom() -> None:
    answer = balanced(FIELDS)
    assert answer.chosen == (0, 1, 3)
    [price] = answer.prices
    assert (price.loss, price.enter, price.leave) == (0.5, (2,), (3,))


def test_equals_are_neither_always_in_nor_never_in() -> None:
    answer = balanced(FIELDS)
    assert answer.always == {0, 3}
    assert answer.never == {4, 5}


def test_an_item_without_a_cost_is_named() -> None:
    answer = balanced(Question((3.0, 2.0, 1.0), 2, cost=CostBand((None, 400, 100), high=300)))
    assert (answer.chosen, answer.cost, answer.unpriced) == ((0, 2), 100, (0,))


def test_costs_in_single_yen_are_added_up_exactly() -> None:
    """Sums a billion times larger than the solver's tolerance, and a bound that one yen exceeds."""
    costs = (2_500_000_000, 2_500_000_001, 1)
    answer = balanced(Question((5.0, 5.0, 1.0), 2, cost=CostBand(costs, high=5_000_000_000)))
    assert answer.chosen == (0, 2)


def test_totals_that_differ_in_the_sixth_digit_are_told_apart() -> None:
    answer = balanced(Question((1.0, 4.000001, 4.000002, 5.0), 2))
    assert (answer.chosen, answer.never) == ((3, 2), {0, 1})


def test_limits_that_contradict_each_other_are_named_and_nobody_else() -> None:
    limits = (
        Limit("air", frozenset({0, 1}), low=2),
        Limit("sea", frozenset({2, 3}), low=2),
        Limit("any", frozenset(range(5)), high=4),
    )
    answer = balanced(Question((1.0,) * 5, 3, limits))
    assert answer.chosen == ()
    assert answer.clash == (
        Clash(Demand(DemandKind.LIMIT, "air"), Side.LOW, 2),
        Clash(Demand(DemandKind.LIMIT, "sea"), Side.LOW, 2),
    )


@pytest.mark.parametrize("totals", [(), (None, None), (4.0,)])
def test_without_enough_items_nothing_is_to_blame(totals: tuple[float | None, ...]) -> None:
    answer = balanced(Question(totals, 2))
    assert (answer.chosen, answer.clash, answer.reason) == ((), (), None)


def test_all_totals_equal_the_first_ones_are_chosen() -> None:
    answer = balanced(Question((3.0,) * 6, 2))
    assert (answer.chosen, answer.always, answer.never) == ((0, 1), frozenset(), frozenset())


def test_a_thousand_items_are_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most items are settled by the relaxation, not by solving again for each."""
    solved = []
    search = shortlist.best
    monkeypatch.setattr(shortlist_reading, "best", lambda *asked: solved.append(1) or search(*asked))
    totals = tuple(((item * 7919) % 1009) / 200 for item in range(1000))
    limits = tuple(
        Limit(str(field), frozenset(range(field, 1000, 8)), 2, high)
        for field, high in enumerate((3, 4, 5, 9, 9, 9, 9, 9))
    )
    answer = balanced(Question(totals, 30, limits))
    assert len(answer.chosen) == 30
    assert len(solved) < 40


def test_a_search_that_is_given_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object) -> None:
        raise shortlist.Unsolved

    monkeypatch.setattr(shortlist_reading, "best", gives_up)
    assert balanced(FIELDS).reason is Reason.TOO_MANY


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        Question((1.0,), 0)
    with pytest.raises(ValueError, match="at least one item"):
        Question((1.0,), 1, tolerance=-1)
    with pytest.raises(ValueError, match="no such item"):
        Question((1.0,), 1, must=frozenset({1}))
    with pytest.raises(ValueError, match="no such item"):
        Question((1.0,), 1, (Limit("air", frozenset({-1})),))
    with pytest.raises(ValueError, match="without a total"):
        Question((None, 1.0), 1, must=frozenset({0}))
    with pytest.raises(ValueError, match="a cost or None"):
        Question((1.0,), 1, cost=CostBand(()))
    with pytest.raises(ValueError, match="not negative"):
        CostBand((-1,))
    with pytest.raises(ValueError, match="not negative"):
        Limit("air", frozenset(), low=-1)
