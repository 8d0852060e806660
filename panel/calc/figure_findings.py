"""What the groups and the rounds come to, in plain sentences."""

from panel.calc.document import NOTHING, Text
from panel.calc.lens_figures import Divides, Steps
from panel.calc.report.sentences import number


def of_divides(found: Divides) -> Text:
    """How many proposals one group values and another does not."""
    if found.reason is not None:
        return NOTHING
    n, valued = len(found.divides), len({one.id for one in found.valued})
    if not valued:
        return Text(
            f"立場を比べられる{n}件の中に、一つの立場だけが高く評価した提案はありません。",
            f"Of {n} on which groups can be compared, none is valued by one group and not by another.",
        )
    return Text(
        f"立場を比べられる{n}件のうち{valued}件で、一つの立場が高く、別の立場が低く評価しています。",
        f"Of {n} on which groups can be compared, {valued} {'is' if valued == 1 else 'are'} valued by one group and "
        "not by another.",
    )


def of_steps(found: Steps) -> Text:
    """How many proposals have come to rest."""
    if found.reason is not None:
        return NOTHING
    n, rest = len(found.steps), found.n_settled
    if rest == n:
        return Text(
            f"比べられる{n}件すべてで、評点は落ち着いています。", f"All {n} that can be compared have come to rest."
        )
    return Text(
        f"比べられる{n}件のうち{rest}件で評点は落ち着き、{n - rest}件はまだ動いています。",
        f"Of {n} that can be compared, {rest} {'has' if rest == 1 else 'have'} come to rest and {n - rest} still "
        f"{'moves' if n - rest == 1 else 'move'}.",
    )


def of_concordance(found: Steps) -> Text:
    """How agreement on the order changed."""
    if found.reason is not None or found.before.value is None or found.after.value is None:
        return NOTHING
    before, after = number(found.before.value), number(found.after.value)
    ja, en = (
        f"順序の一致（W）は{before}から{after}になりました",
        f"Agreement on the order (W) went from {before} to {after}",
    )
    low, high = found.change.low, found.change.high
    if low is None or high is None:
        return Text(f"{ja}。", f"{en}.")
    if low <= 0 <= high:
        return Text(f"{ja}が、偶然の範囲です。", f"{en}, which may be chance.")
    return Text(f"{ja}。偶然の範囲を超える変化です。", f"{en}, more than chance would have it.")
