"""What a coverage map says, in sentences: what is empty, where most stands, what is not stated, what nobody heard."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from panel.proposals.coverage import Coverage, Names
from panel.web import language


def findings(found: Coverage) -> list[str]:
    """The sentences above the map, the ones to act on first."""
    if not found.total:
        return []
    return [*_empty(found), *_most(found), *_not_stated(found), *_unheard(found)]


def _empty(found: Coverage) -> Iterator[str]:
    """The areas in which one of the two kinds is missing."""
    stated = [place for place, area in enumerate(found.areas) if any(area)]
    no_field = [found.areas[place] for place in stated if not found.rows[0].cells[place].n]
    no_sector = [found.areas[place] for place in stated if not any(row.cells[place].n for row in found.industries)]
    if no_field:
        yield _(
            "No technology field is proposed in %(n)s of the %(all)s capability areas: %(areas)s.",
            **_counted(no_field, stated),
        )
    if no_sector:
        yield _(
            "No industrial sector is proposed in %(n)s of the %(all)s capability areas: %(areas)s.",
            **_counted(no_sector, stated),
        )
    if stated and not no_field and not no_sector:
        yield _("Each of the %(n)s capability areas has technology fields and industrial sectors.", n=len(stated))


def _counted(areas: Sequence[Names], stated: Sequence[int]) -> dict[str, object]:
    names = _(", ").join(language.in_language(*area) for area in areas)
    return {"n": len(areas), "all": len(stated), "areas": names}


def _most(found: Coverage) -> Iterator[str]:
    """Where a reader finds the most, if it is more than an even share."""
    n, place = max((n, -place) for place, n in enumerate(found.column_totals))
    area = found.areas[-place]
    if any(area) and n * len(found.areas) > found.total:
        named = language.in_language(*area)
        yield _("Most stand in %(area)s: %(n)s of %(all)s proposals.", area=named, n=n, all=found.total)


def _not_stated(found: Coverage) -> Iterator[str]:
    """What the map cannot place."""
    n_industry = sum(row.total for row in found.industries if not any(row.industry or ()))
    n_area = sum(n for area, n in zip(found.areas, found.column_totals, strict=True) if not any(area))
    if n_industry:
        yield ngettext("%(num)d sector names no industry.", "%(num)d sectors name no industry.", n_industry)
    if n_area:
        yield ngettext("%(num)d proposal names no area.", "%(num)d proposals name no area.", n_area)


def _unheard(found: Coverage) -> Iterator[str]:
    """Cells with proposals on which nobody has spoken."""
    n = sum(cell.is_unheard for row in found.rows for cell in row.cells)
    if n:
        yield ngettext(
            "In %(num)d cell, marked ○, nobody has commented yet.",
            "In %(num)d cells, marked ○, nobody has commented yet.",
            n,
        )
