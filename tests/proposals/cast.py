"""The cast of the pages of proposals: everybody who may look, a proposal in its call, and a draft."""

from typing import Any

from panel.models.people import Role
from panel.models.proposals import ProposalState
from tests.make import Make

TEXT: dict[str, Any] = {"kind": "technology", "title_ja": "極超音速", "title_en": "Hypersonic", "version": "1"}


class Cast:
    """A panel in the call for proposals with everybody who may look."""

    def __init__(self, make: Make) -> None:
        self.panel = make.panel()
        for role in Role:
            setattr(self, role.value, make.person(role, self.panel))
        self.author = make.person(Role.MEMBER, self.panel)
        self.recused = make.person(Role.MEMBER, self.panel)
        self.stranger = make.person(Role.MEMBER, make.panel("Other"))
        self.cycle = make.cycle(self.panel)
        self.proposal = make.proposal(self.cycle, self.author, summary_ja="要旨の本文。", summary_en="What it says.")
        self.draft = make.proposal(self.cycle, self.author, state=ProposalState.DRAFT, code="draft-1")
        make.recusal(self.proposal, self.recused)

    def __getattr__(self, name: str) -> Any:  # the people set by role
        raise AttributeError(name)
