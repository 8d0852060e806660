"""The discussion of the example: comments of every type, replies, one edited and one retracted."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from panel.example.texts import dice, texts
from panel.models.comments import Comment, CommentType, CommentVersion
from panel.models.people import Person, Recusal
from panel.models.proposals import Proposal
from panel.models.search import index_comments

_LASTS = timedelta(days=20)
_ANSWERED = 0.35
_TYPES = (CommentType.SUPPORT, CommentType.CONCERN, CommentType.QUESTION, CommentType.EVIDENCE, CommentType.WORDING)
_OFTEN = (4, 4, 3, 2, 2)


def discuss(
    db: Session, proposals: Sequence[Proposal], people: Sequence[Person], recusals: Sequence[Recusal], began: datetime
) -> None:
    """Let people comment on the proposals from which they are not recused."""
    kept_out = {(recusal.proposal_id, recusal.person_id) for recusal in recusals}
    comments, replies = [], []
    for proposal in proposals:
        speakers = [person for person in people if (proposal.id, person.id) not in kept_out]
        thread = list(_thread(proposal, speakers, began))
        db.add_all(thread)
        db.flush()
        comments += thread
        replies += [_reply(comment, proposal, speakers) for comment in thread if _is_answered(comment, proposal)]
    db.add_all(replies)
    _edit(db, comments[3])
    replies[1].retracted_at = replies[1].created_at + timedelta(hours=2)
    db.flush()
    index_comments(db, [*comments, *replies])


def _thread(proposal: Proposal, speakers: Sequence[Person], began: datetime) -> Iterator[Comment]:
    """None to four comments on one proposal, each by somebody else."""
    die = dice("thread", proposal.code)
    for author in die.sample(speakers, k=die.choice((0, 1, 1, 2, 2, 3, 4))):
        type_ = die.choices(_TYPES, _OFTEN)[0]
        yield Comment(
            proposal_id=proposal.id,
            author_id=author.id,
            type=type_,
            body=die.choice(texts("comment", type_)).written_in(author.language),
            created_at=began + _LASTS * die.random(),
        )


def _is_answered(comment: Comment, proposal: Proposal) -> bool:
    return dice("answered", proposal.code, comment.body).random() < _ANSWERED


def _reply(comment: Comment, proposal: Proposal, speakers: Sequence[Person]) -> Comment:
    die = dice("reply", proposal.code, comment.body)
    author = die.choice([person for person in speakers if person.id != comment.author_id])
    return Comment(
        proposal_id=proposal.id,
        parent_id=comment.id,
        author_id=author.id,
        type=comment.type,
        body=die.choice(texts("reply")).written_in(author.language),
        created_at=comment.created_at + timedelta(hours=die.randrange(2, 60)),
    )


def _edit(db: Session, comment: Comment) -> None:
    """The author put it otherwise an hour later: what it said before stays readable."""
    comment.edited_at = comment.created_at + timedelta(hours=1)
    comment.version = 2
    before = texts("comment", comment.type)[0].ja
    db.add(
        CommentVersion(comment_id=comment.id, number=1, type=comment.type, body=before, replaced_at=comment.edited_at)
    )
