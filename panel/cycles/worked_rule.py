"""A consensus rule worked out for fifteen people on a scale of five, so that percentages become heads."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from panel.calc.consensus import Rule

RATERS: Final = 15


@dataclass(frozen=True)
class RuleExample:
    """Of `n` scores how many make what: agreement, the most against it, a split, and the fewest judged at all."""

    n: int
    needed: int
    against: int
    split: int
    judged_from: int


def rule_example(rule: Rule) -> RuleExample:
    """The rule in whole persons. Shares are typed as whole percentages, so they are counted exactly."""
    return RuleExample(
        RATERS,
        ceil(_exact(rule.share_needed) * RATERS),
        floor(_exact(rule.share_against) * RATERS),
        ceil(_exact(rule.split_share) * RATERS),
        rule.raters_needed(RATERS),
    )


def _exact(share: float) -> Fraction:
    return Fraction(round(share * 100), 100)
