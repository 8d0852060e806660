"""What the sweep complains of: one rule broken at one spot of one document, and the tally of what was swept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.sweep.documents import Document


@dataclass(frozen=True)
class Finding:
    """A broken rule: on which document, in which scheme, where on the page, and what is seen there."""

    document: Document
    scheme: str
    rule: str
    selector: str
    text: str

    @property
    def kind(self) -> tuple[str, str]:
        """Findings of one kind are mended in one place."""
        return self.rule, self.selector

    def __str__(self) -> str:
        return f"{self.rule} ({self.scheme}) {self.document}\n    {self.selector}: {self.text}"


@dataclass
class Swept:
    """What one sweep has come to; two halves add up."""

    findings: list[Finding] = field(default_factory=list)
    documents: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # by state, language and role
    asked: set[str] = field(default_factory=set)  # endpoints that should draw a page
    drawn: set[str] = field(default_factory=set)  # those that answered somebody with a page of their own
    n_measured: int = 0

    def add(self, other: "Swept") -> None:
        """Take in the other half."""
        self.findings += other.findings
        self.documents += other.documents
        self.asked |= other.asked
        self.drawn |= other.drawn
        self.n_measured += other.n_measured

    @property
    def missing(self) -> list[str]:
        """Endpoints whose page nobody was shown: the worlds lack something, or it is no page (see `NO_PAGE`)."""
        return sorted(self.asked - self.drawn)

    def lines(self) -> list[str]:
        """Each kind of finding once, the most frequent first, with the first document that has it."""
        kinds = Counter(one.kind for one in self.findings)
        first = {one.kind: one for one in reversed(self.findings)}
        return [f"{n} x {first[kind]}" for kind, n in kinds.most_common()]

    def summary(self) -> str:
        """How many documents of which kind were swept, and how many had to be measured in a browser."""
        n = self.documents.total()
        parts = [f"{n} documents of {len(self.drawn)} addresses, {self.n_measured} of them unlike any other"]
        for at, what in enumerate(("states", "languages", "roles")):
            counted: Counter[str] = Counter()
            for key, count in self.documents.items():
                counted[key[at]] += count
            parts.append(f"  {what}: {_listed(counted.most_common())}")
        return "\n".join([*parts, f"{len(self.findings)} violations"])


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts)
