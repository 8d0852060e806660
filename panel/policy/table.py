"""The table of rights: action x subject x phase, as data. It is the specification; everything else reads it.

One row an action, one word of eight letters a subject, one letter a phase (DR PR DI SO SC TA DE PU):
Y allowed · o own object only · s after showing again who you are · 2 two different persons · a as acting chair only ·
p wrong phase · f never · h its existence is hidden · l not signed in.
"""

from panel.policy.actions import Action

# ruff: noqa: E501 - the table is read by its columns

SUBJECTS = ("N", "Z", "X", "O", "M", "Mo", "R", "RC", "V", "C", "S", "A")

_SPECIFIED = """
#                  N        Z        X        O        M        Mo       R        RC       V        C        S        A
item.list           llllllll llllllll hhhhhhhh hYYYYYYY hYYYYYYY YYYYYYYY hYYYYYYY hYYYYYYY hYYYYYYY hYYYYYYY hYYYYYYY ffffffff
item.view           llllllll llllllll hhhhhhhh hYYYYYYY hYYYYYYY YYYYYYYY hfffffff hfffffff hYYYYYYY hYYYYYYY hYYYYYYY ffffffff
item.history        llllllll llllllll hhhhhhhh hfffffff hYYYYYYY YYYYYYYY hfffffff hfffffff hYYYYYYY hYYYYYYY hYYYYYYY ffffffff
item.create         llllllll llllllll hhhhhhhh ffffffff YYpppppp YYpppppp YYpppppp YYpppppp YYpppppp YYpppppp YYYppppp ffffffff
item.edit           llllllll llllllll hhhhhhhh hfffffff hfffffff YYYppppp hfffffff hfffffff hfffffff hfffffff hYYppppp ffffffff
item.submit         llllllll llllllll hhhhhhhh hfffffff hfffffff Yppppppp hfffffff hfffffff hfffffff hfffffff hfffffff ffffffff
item.withdraw       llllllll llllllll hhhhhhhh hfffffff hfffffff YYYppppp hfffffff hfffffff haappppp hYYppppp hfffffff ffffffff
item.merge          llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff haappppp hYYppppp hYYppppp ffffffff
attachment.add      llllllll llllllll hhhhhhhh hfffffff hfffffff YYYppppp hfffffff hfffffff hfffffff hfffffff hYYppppp ffffffff
attachment.get      llllllll llllllll hhhhhhhh hYYYYYYY hYYYYYYY YYYYYYYY hfffffff hfffffff hYYYYYYY hYYYYYYY hYYYYYYY ffffffff
comment.view        llllllll llllllll hhhhhhhh hYYYYYYY hYYYYYYY pYYYYYYY hfffffff hfffffff hYYYYYYY hYYYYYYY hYYYYYYY ffffffff
comment.add         llllllll llllllll hhhhhhhh hfffffff hYYppYpp pYYppYpp hfffffff hfffffff hYYppYpp hYYppYpp hYYppYpp ffffffff
comment.edit        llllllll llllllll hhhhhhhh hfffffff hooppopp pooppopp hfffffff hfffffff hooppopp hooppopp hooppopp ffffffff
comment.retract     llllllll llllllll hhhhhhhh hfffffff hooppopp pooppopp hfffffff hfffffff hooppopp hooppopp hooppopp ffffffff
comment.hide        llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hpaaaaap hpYYYYYp hpYYYYYY ffffffff
recusal.declare     llllllll llllllll hhhhhhhh hfffffff hYYYYYpp pYYYYYpp hppppppp hppppppp hYYYYYpp hYYYYYpp hfffffff ffffffff
recusal.impose      llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff haaaaapp hYYYYYpp hYYYYYpp ffffffff
recusal.lift        llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff haaapppp h222pppp h222pppp ffffffff
recusal.list        llllllll llllllll hhhhhhhh hfffffff hYYYYYYY pYYYYYYY hooooooo hooooooo hYYYYYYY hYYYYYYY hYYYYYYY ffffffff
recusal.reason      llllllll llllllll hhhhhhhh hfffffff hooooooo pooooooo hooooooo hooooooo haaaaaaa hYYYYYYY hYYYYYYY ffffffff
round.open          llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hpappapp hpYppYpp hfffffff ffffffff
round.extend        llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppapppp hppYpppp hppYpppp ffffffff
round.close_early   llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppapppp hpp2pppp hpp2pppp ffffffff
round.participation llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hpppYYYY hpppYYYY hppYYYYY ffffffff
round.count         llllllll llllllll hhhhhhhh hpppppYY hppYYYYY pppYYYYY hfffffff hfffffff hppYYYYY hppYYYYY hppYYYYY ffffffff
score.save          llllllll llllllll hhhhhhhh hfffffff hppYpppp ffffffff hfffffff hfffffff hppYpppp hppYpppp hfffffff ffffffff
score.own           llllllll llllllll hhhhhhhh hfffffff hppooooo ffffffff hppooooo hppooooo hppooooo hppooooo hfffffff ffffffff
score.sheets        llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppppYYY hppppYYY hppppYYY ffffffff
score.attributed    llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hfffffff hfffffff hfffffff ffffffff
score.aggregate     llllllll llllllll hhhhhhhh hpppppYY hppppYYY pppppYYY hfffffff hfffffff hppppYYY hppppYYY hppppYYY ffffffff
score.rationale     llllllll llllllll hhhhhhhh hfffffff hppppYYY pppppYYY hfffffff hfffffff hppppYYY hppppYYY hppppYYY ffffffff
score.unseal        llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppppaaa hpppp222 hpppp222 ffffffff
tally.compute       llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hpppaapp hpppYYpp hpppYYpp ffffffff
tally.view          llllllll llllllll hhhhhhhh hpppppYY hppppYYY pppppYYY hfffffff hfffffff hppppYYY hppppYYY hppppYYY ffffffff
decision.record     llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppppapp hppppYpp hfffffff ffffffff
decision.view       llllllll llllllll hhhhhhhh hpppppYY hpppppYY ppppppYY hffffffY hffffffY hpppppYY hpppppYY hpppppYY ffffffff
decision.amend      llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hpppppaa hppppp22 hppppp22 ffffffff
recommendation.edit llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppppYYp hppppYYp hppppYYp ffffffff
publish             llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hpppppap hppppp2p hppppp2p ffffffff
published.view      hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY hhhhhhhY
export.report       llllllll llllllll hhhhhhhh hffffffY hffffffY fffffffY hffffffY hffffffY hppppsss hppppsss hppppsss ffffffff
export.sheets       llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppppaaa hpppp222 hpppp222 ffffffff
member.invite       llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff YYYpppYY ffffffff
role.grant          llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 22222222 22222222
user.deactivate     llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ssssssss ssssssss
session.own         llllllll llllllll oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo
session.other       llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ssssssss
criteria.change     llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff YYYppppp aaappppp YYYppppp YYYppppp ffffffff
settings.technical  llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ssssssss
audit.view          llllllll llllllll hhhhhhhh oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo YYYYYYYY YYYYYYYY
audit.verify        llllllll llllllll hhhhhhhh YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY
audit.export        llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ssssssss ssssssss
search              llllllll llllllll hhhhhhhh YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY ffffffff
backup.run          llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ssssssss
health.live         YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY
health.ready        hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh YYYYYYYY
impersonate         hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh
hard.delete         hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh hhhhhhhh
login               YYYYYYYY ffffffff YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY
"""

# What pages need and the specification does not name. No row here gives more than the rows above imply.
_ADDED = """
#                   N        Z        X        O        M        Mo       R        RC       V        C        S        A
help.view           YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY
language.choose     YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY
home.view           llllllll llllllll YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY
cycle.view          llllllll llllllll hhhhhhhh YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY ffffffff
cycle.create        llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY ffffffff
cycle.advance       llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff YYYppYpp ffffffff YYYppYpp YYYppYpp ffffffff
account.link        llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ssssssss ffffffff
account.list        llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff YYYYYYYY
member.list         llllllll llllllll hhhhhhhh YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY ffffffff
member.remind       llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff YYYYYYYp ffffffff
score.import        llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff YYYpYYpp ffffffff
score.reveal        llllllll llllllll hhhhhhhh hfffffff hfffffff ffffffff hfffffff hfffffff hppppaaa hppppYYY hppppYYY ffffffff
scenario.view       llllllll llllllll hhhhhhhh hpppppoo hppppooo pppppooo hfffffff hfffffff hppppooo hppppooo hppppooo ffffffff
scenario.change     llllllll llllllll hhhhhhhh hpppppop hppppoop pppppoop hfffffff hfffffff hppppoop hppppoop hppppoop ffffffff
shortlist.view      llllllll llllllll hhhhhhhh hpppppoo hppppooo pppppooo hfffffff hfffffff hppppooo hppppooo hppppooo ffffffff
shortlist.change    llllllll llllllll hhhhhhhh hpppppop hppppoop pppppoop hfffffff hfffffff hppppoop hppppoop hppppoop ffffffff
weights.propose     llllllll llllllll hhhhhhhh ffffffff oooppppp oooppppp oooppppp oooppppp oooppppp oooppppp ffffffff ffffffff
weights.view        llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff YYYYYYYY aaaaaaaa YYYYYYYY YYYYYYYY ffffffff
approval.cancel     llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff YYYYYYYY YYYYYYYY YYYYYYYY YYYYYYYY
session.end         llllllll llllllll oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo
factor.show         llllllll llllllll oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo
factor.list         llllllll llllllll oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo oooooooo
factor.change       llllllll llllllll ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss
identity.unlink     llllllll llllllll ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss ssssssss
factor.reset        llllllll llllllll hhhhhhhh ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 22222222 22222222
"""


def _read(block: str) -> dict[Action, dict[str, str]]:
    """One row a line: the action, then one eight-letter word a subject."""
    rows = (line.split() for line in block.splitlines() if line and not line.startswith("#"))
    return {Action(name): dict(zip(SUBJECTS, cells, strict=True)) for name, *cells in rows}


SPECIFIED = _read(_SPECIFIED)
ADDED = _read(_ADDED)
TABLE = SPECIFIED | ADDED
