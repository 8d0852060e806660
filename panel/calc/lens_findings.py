"""What a lens shows, in plain sentences: how many proposals would come among the first, leave them, or change class."""

from collections.abc import Sequence

from panel.calc.document import NOTHING, Text
from panel.calc.lenses import Comparison, LeftOut, Lens
from panel.calc.reasons import WORDS as REASONS
from panel.calc.voice_words import no_severity


def why_not(comparison: Comparison) -> Text:
    """Why there is nothing to compare; no words where there is."""
    if comparison.reason is None:
        return NOTHING
    if comparison.lens is Lens.SEVERITY:
        return no_severity(comparison.reason)
    return REASONS[comparison.reason]


def finding(comparison: Comparison) -> Text:
    """What changes through a lens, in one or two sentences; of places only where at least half can be compared."""
    if comparison.reason is not None:
        return why_not(comparison)
    n, n_hidden = len(comparison.shifts), comparison.n_hidden
    found = [_few(n, n_hidden)]
    if n < n_hidden:
        found += [_classes(len(comparison.reclassed))]
    elif not comparison.furthest and not comparison.reclassed:
        found += [Text("順位は変わりません。", "Nothing changes.")]
    else:
        found += [_line(comparison), _classes(len(comparison.reclassed))]
    return _together([words for words in found if words])


def _few(n_compared: int, n_hidden: int) -> Text:
    if not n_hidden:
        return NOTHING
    n = n_compared + n_hidden
    return Text(f"{n}件のうち{n_compared}件だけを比べています。", f"Only {n_compared} of {n} can be compared.")


def _line(comparison: Comparison) -> Text:
    """Who crosses the line, or how far the others move."""
    line, coming, leaving = comparison.line, len(comparison.rising), len(comparison.falling)
    if coming and leaving:
        return Text(
            f"上位{line}件に新たに{coming}件が入り、{leaving}件が外れます。",
            f"{_proposals(coming)} would come among the first {line} and {leaving} would leave.",
        )
    if coming:
        return Text(
            f"上位{line}件に、並んで{coming}件が加わります。",
            f"{_proposals(coming)} would join the first {line} by a tie.",
        )
    if leaving:
        return Text(f"上位{line}件から{leaving}件が外れます。", f"{_proposals(leaving)} would leave the first {line}.")
    return _together([_staying(line), _furthest(comparison.furthest)])


def _staying(line: int) -> Text:
    if not line:
        return Text("比べられる提案に上位のものはありません。", "None that can be compared is among the first.")
    if line == 1:
        return Text("1位は変わりません。", "The first stays the first.")
    return Text(f"上位{line}件の顔ぶれは変わりません。", f"The first {line} stay the first {line}.")


def _furthest(places: int) -> Text:
    if not places:
        return Text("順位も動きません。", "No place changes.")
    ja = f"順位の動きは最大{places}です。"
    return Text(ja, f"No proposal moves by more than {places} {'place' if places == 1 else 'places'}.")


def _classes(n: int) -> Text:
    return Text(f"合意区分が変わる提案は{n}件です。", f"{_proposals(n)} would get another class.") if n else NOTHING


def of_one_member(left_out: Sequence[LeftOut], line: int) -> Text:
    """What leaving out one member does."""
    decided = sum(one.decisive > 0 for one in left_out)
    furthest = max((one.moves for one in left_out), default=0)
    if not decided:
        staying = Text(
            f"だれを除いても、上位{line}件の顔ぶれは変わりません。",
            f"Whoever is left out, the first {line} stay the first {line}.",
        )
        return _together([staying, _furthest(furthest)])
    one = "proposal goes" if decided == 1 else "proposals go"
    crossing = Text(
        f"だれか1人を除くだけで、{decided}件が上位{line}件に入るか、外れます。",
        f"With one member left out, {decided} {one} across the line at {line}.",
    )
    return _together([crossing, _furthest(furthest)])


def _together(sentences: Sequence[Text]) -> Text:
    return Text("".join(one.ja for one in sentences), " ".join(one.en for one in sentences))


def _proposals(n: int) -> str:
    return f"{n} proposal" if n == 1 else f"{n} proposals"
