"""What a reader is given of an analysis: of exactly the proposals they may read, and the frozen one where it fits."""

import json

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from panel import owners
from panel.analysis import computing
from panel.analysis.loading import load
from panel.analysis.reading import read
from panel.calc.analysis import Analysis
from panel.calc.reasons import Reason
from panel.calc.statistics.analyse import analyse
from panel.errors import Missing
from panel.models.tallies import FrozenAnalysis, TallyRow
from tests.analysis.conftest import Judged
from tests.make import Make


def found(judged: Judged, *numbers: int, places: int | None = None) -> Analysis:
    ids = [judged.ids[number] for number in numbers] if numbers else judged.ids
    return read(judged.make.db, judged.make.settings.seal_key, judged.round.id, ids, places)


def test_whoever_may_read_all_reads_what_was_frozen(judged: Judged, db: Session) -> None:
    judged.freeze()
    stored = db.scalars(select(FrozenAnalysis)).one()
    assert found(judged) == Analysis.from_plain(json.loads(stored.results))
    assert found(judged).settings.seed == stored.seed
    assert {item.id for item in found(judged).items} == set(judged.codes(*range(8)))


def test_whoever_may_not_reads_places_among_the_others_alone(judged: Judged) -> None:
    """A recused reader learns nothing of what they are recused from: not by a place, a probability or a sentence."""
    judged.freeze()
    some = found(judged, 0, 2, 3, 5, 6)
    assert {item.id for item in some.items} == set(judged.codes(0, 2, 3, 5, 6))
    assert sorted(item.rank for item in some.items)[0] == 1
    assert max(item.high for item in some.items) <= 5
    assert {code for claim in some.claims for code in claim.items} <= set(judged.codes(0, 2, 3, 5, 6))
    whole = load(judged.make.db, judged.make.settings.seal_key, judged.round.id, judged.ids).scores
    assert whole is not None
    alone = whole.of_items([whole.items.index(item) for item in judged.codes(0, 2, 3, 5, 6)])
    assert analyse(alone, some.settings).as_plain() == some.as_plain(), "as if there had been no others"


def test_places_are_those_of_the_rule_or_the_upper_third(make: Make) -> None:
    judged = Judged.made(make, places=2)
    judged.score()
    judged.freeze()
    assert found(judged).settings.places == 2
    assert found(judged, 0, 1, 2).settings.places == 2
    assert found(judged, places=5).settings.places == 5
    other = Judged.made(make)
    other.score()
    other.freeze()
    assert [found(other, *range(n)).settings.places for n in (1, 3, 4, 7, 8)] == [1, 1, 2, 3, 3]


def test_the_seed_is_nobodys_choice_and_tells_nothing_of_any_score(judged: Judged, make: Make) -> None:
    """Whoever is kept from a proposal could try their guesses on a seed that its marks have a part in."""
    judged.freeze()
    seeds = found(judged, 0, 1, 2).settings.seed, found(judged).settings.seed
    other = Judged.made(make)
    for mine, theirs in zip(other.proposals, judged.proposals, strict=True):
        mine.code = theirs.code
    other.score(seed=2)
    other.freeze()
    assert (found(other, 0, 1, 2).settings.seed, found(other).settings.seed) == seeds
    assert seeds[0] != seeds[1]


def test_another_line_is_computed_with_the_same_seed(judged: Judged) -> None:
    judged.freeze()
    frozen, other = found(judged), found(judged, places=1)
    assert (other.settings.seed, other.settings.places) == (frozen.settings.seed, 1)
    assert sum(item.p_top for item in other.items) == pytest.approx(1)
    assert [item.total for item in other.items] == pytest.approx([item.total for item in frozen.items])


def test_of_what_too_few_scored_nothing_is_computed_though_it_is_asked_for(make: Make, db: Session) -> None:
    judged = Judged.made(make, shown_from=7)
    judged.score()
    judged.freeze()
    assert {item.id for item in found(judged).items} == set(judged.codes(*range(6)))
    assert found(judged, 6, 7).reason is Reason.TOO_FEW_RATINGS


def test_what_was_computed_once_is_not_computed_again(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    judged.freeze()
    first = found(judged, 0, 1, 2, 3)
    monkeypatch.setattr(computing, "load", None)  # calling it would raise
    assert found(judged, 3, 2, 1, 0) is first


def test_an_older_tally_without_an_analysis_is_analysed_when_it_is_read(judged: Judged, db: Session) -> None:
    judged.freeze()
    frozen = found(judged)
    db.execute(delete(FrozenAnalysis))
    assert found(judged).as_plain() == frozen.as_plain()


def test_when_owners_are_forgotten_the_frozen_analysis_remains_and_no_other(judged: Judged, db: Session) -> None:
    judged.freeze()
    frozen = found(judged)
    owners.forget(db, judged.round.id)
    assert found(judged) == frozen
    assert (found(judged, 0, 1, 2).items, found(judged, 0, 1, 2).reason) == ((), Reason.FORGOTTEN)


def test_an_open_round_is_not_analysed_for_anybody(judged: Judged) -> None:
    with pytest.raises(Missing):
        found(judged)


def test_without_proposals_there_is_a_reason(judged: Judged, db: Session) -> None:
    judged.freeze()
    db.execute(update(TallyRow).values(n=0))
    assert found(judged).reason is Reason.TOO_FEW_RATINGS
