"""What help says of each room: what it is for, what people do there, who sees it, and what to do if it goes wrong."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from panel.models.people import Role
from panel.policy.subjects import Actor

EVERYBODY: Final = frozenset(Role)
_CHAIRS: Final = frozenset({Role.CHAIR, Role.DEPUTY})
_OFFICERS: Final = frozenset({Role.CHAIR, Role.SECRETARIAT})
_SCORERS: Final = _CHAIRS | {Role.MEMBER}


@dataclass(frozen=True)
class Room:
    """One room of the house; `key` is its name in addresses, so that every page leads to its own part of the help."""

    key: str
    title: LazyString
    purpose: LazyString
    things: tuple[LazyString, ...]
    seen: LazyString
    ways: tuple[LazyString, ...] = ()
    useful_to: Collection[Role] = EVERYBODY
    to_administrators: bool = False


ROOMS: Final = (
    Room(
        "home",
        _l("Home"),
        _l("What waits for you, with its deadline, and what has changed since your last visit."),
        (
            _l("Go straight to the next thing you are asked for."),
            _l("See what others have submitted, revised and said."),
            _l("As secretariat, see who still owes what and remind exactly those."),
        ),
        _l("Only you see your home page."),
        to_administrators=True,
    ),
    Room(
        "proposals",
        _l("Proposals"),
        _l("What the strategy should maintain and strengthen, one technology field or industrial sector each."),
        (
            _l("Find a proposal by its number, by words or by filters; the map shows where nothing is proposed yet."),
            _l("Propose: a title is enough to begin, and the draft is kept while you type."),
            _l("Follow the versions of a text and see what changed between them."),
        ),
        _l(
            "A draft is seen by its author alone. Once submitted, all members of the panel read it, "
            "except those who are recused."
        ),
        ways=(
            _l(
                "The proposal you meant to write exists already: comment on it instead; similar titles are "
                "shown while you type."
            ),
        ),
    ),
    Room(
        "comments",
        _l("Comments"),
        _l("The discussion of a proposal, before it is scored."),
        (
            _l("Say what kind of comment it is: support, concern, question, evidence or wording."),
            _l("Reply to a comment, or answer a question about your own proposal."),
            _l("Edit or retract what you wrote; earlier wordings stay readable."),
        ),
        _l(
            "Everybody who may read the proposal reads the comments, with your name. They are closed "
            "while a round is open."
        ),
        useful_to=_SCORERS | {Role.SECRETARIAT},
    ),
    Room(
        "scoring",
        _l("Scoring"),
        _l("Your sheets for the open round: one for each proposal."),
        (
            _l("Choose a score on each criterion, or say why you give none. Reasons help the panel."),
            _l("Record the sheet when it is complete. You can change and record it again until the deadline."),
            _l(
                "Use the table view to fill many sheets side by side, and the receipt to check afterwards "
                "that yours was counted."
            ),
        ),
        _l("Nobody else reads your scores while the round is open. Afterwards they are shown without names."),
        ways=(_l("You have an interest in a proposal: declare it on the page of the proposal before you score."),),
        useful_to=_SCORERS,
    ),
    Room(
        "tally",
        _l("Tally"),
        _l("What the scores of a closed round say together: order, agreement and where the panel is divided."),
        (
            _l("Read the findings first, then sort the table by rank or by disagreement."),
            _l("Open a proposal to see how the scores are distributed on each criterion."),
            _l("Compare the rounds, and check your receipt."),
        ),
        _l(
            "The chair sees a tally first and releases it to the panel. Too few scores are not shown, so "
            "that nobody can be recognised."
        ),
    ),
    Room(
        "scenarios",
        _l("Scenarios"),
        _l("What other weights would make of a tally: tried out, never the tally itself."),
        (
            _l("Keep weights under a name, and compare up to four scenarios side by side."),
            _l("See whose place depends on the weights, and whose does not."),
            _l("Choose two proposals and see how much weight would have to move for them to change places."),
        ),
        _l("Only you see your scenarios. The weights and the tally of a round are fixed and stay as they are."),
    ),
    Room(
        "shortlists",
        _l("Shortlists"),
        _l("The best set of proposals under limits: at least one of every field, at most four of any, within a cost."),
        (
            _l("Say how many, and at least and at most how many of each field, sector and kind."),
            _l("See what every limit costs, and which proposals are in whatever set is as good."),
            _l("Where limits contradict each other, see which."),
        ),
        _l("Only you see your shortlists. They decide nothing; decisions are recorded proposal by proposal."),
    ),
    Room(
        "lenses",
        _l("Other views"),
        _l("The same scores looked at in other ways: does the result depend on the way of looking?"),
        (
            _l("Read in one line for each view how many proposals would come among the first, or leave them."),
            _l("Open a view: what changes stands by itself, then every proposal with both of its places."),
            _l("See how far the members agree, where groups part, and what moved since the round before."),
        ),
        _l(
            "Whoever reads the tally reads these. Nobody sees whose scores move a place, and groups are hidden where "
            "they would tell."
        ),
        ways=(_l("A view differs from the tally: the tally stands. Take it as a question for the meeting."),),
    ),
    Room(
        "decisions",
        _l("Decisions"),
        _l("What the panel settles on each proposal, with wording and reason."),
        (
            _l("As chair, put each proposal into a tier and give the reason."),
            _l("Word the recommendation in Japanese and English."),
            _l("Amend a decision afterwards; it takes a second person."),
        ),
        _l("The panel reads a decision as soon as it is recorded; the public reads it with the published report."),
        ways=(_l("The chair is recused: the deputy chair acts, and the page says so."),),
    ),
    Room(
        "reports",
        _l("Report"),
        _l("The consolidated report, made from what is recorded."),
        (
            _l("Read it chapter by chapter as it will be printed."),
            _l("As secretariat, write own paragraphs; tables and numbers follow the data."),
            _l("Take it as Word, PDF, Excel and other files, and freeze an edition."),
        ),
        _l("Each file says for whom it is made; what that reader may not see is not in it."),
    ),
    Room(
        "people",
        _l("Members"),
        _l("Who belongs to the panel, in which role."),
        (
            _l("Find colleagues and their organisations; names are sorted by their reading."),
            _l("As secretariat, invite somebody, send a link anew, change a role, end a membership."),
            _l("Declare interests and see recusals from the page of a proposal."),
        ),
        _l("Members see names and organisations; recusals are seen by the officers and by those concerned."),
        ways=(
            _l("The secretariat changes hands, or somebody leaves at once: the page of members has a button for each."),
        ),
    ),
    Room(
        "cycles",
        _l("Set-up"),
        _l("Criteria, consensus rule, quorum and dates of a cycle, and its phases."),
        (
            _l("Work through the checklist until the call for proposals can open."),
            _l("Move to the next phase, and open a round with its deadline."),
            _l("Extend a deadline before it has passed."),
        ),
        _l("Everybody on the panel can read the set-up. What a round is scored by cannot be changed once it is open."),
        useful_to=_OFFICERS,
    ),
    Room(
        "weights",
        _l("Weights"),
        _l("How much each criterion should count: the view of every member, before any score can be read."),
        (
            _l("Divide 100 points, say what an improvement is worth (swing), or compare the criteria in pairs."),
            _l("See where your comparisons contradict each other, and change them until the round opens."),
            _l("As chair or secretariat, see how far the views lie apart, and fix the weights."),
        ),
        _l(
            "Nobody else sees your answers. Chair and secretariat see all views together, without names, "
            "from three views on."
        ),
        ways=(
            _l("Scores can be read already: the weights stay as they are. Try other weights as a scenario of the tally."),
        ),
        useful_to=_SCORERS | {Role.SECRETARIAT},
    ),
    Room(
        "imports",
        _l("Import"),
        _l("Bring in members, proposals and earlier scores from CSV or Excel."),
        (
            _l("Download an example file and fill it in."),
            _l("Look at what would be taken in; every problem is named with its row and column."),
            _l("Take in everything, or nothing."),
        ),
        _l("Only whoever loaded a file sees it before it is taken in."),
        useful_to=frozenset({Role.SECRETARIAT}),
    ),
    Room(
        "record",
        _l("The record"),
        _l("Who did what and when, chained so that a later change is found."),
        (
            _l("Narrow the list by person, kind and day."),
            _l("Check the record against the code that was mailed when a round closed."),
            _l("Take an extract for an auditor."),
        ),
        _l("The record holds no scores and no texts. Everybody finds their own acts under their account."),
        useful_to=_OFFICERS,
        to_administrators=True,
    ),
    Room(
        "unsealing",
        _l("Break the seal"),
        _l("To learn, for a grave reason, who wrote a sheet."),
        (
            _l("Give the reason; a second officer confirms."),
            _l("Wait 24 hours, or until the writer agrees; anybody of the two can still cancel."),
            _l("Read the one name. Each reading stands in the record."),
        ),
        _l("Everybody who scored is told that a seal was broken, by whom and why."),
        useful_to=_OFFICERS,
    ),
    Room(
        "account",
        _l("My account"),
        _l("Your name, password, language and sign-ins."),
        (
            _l("Correct your name and its reading."),
            _l("Change the password, and end sign-ins on other devices."),
            _l("See everything that you did here."),
        ),
        _l("Only you and the administrators see your sign-ins."),
        ways=(_l("You have forgotten the password: choose “Forgotten password” where you sign in."),),
        to_administrators=True,
    ),
    Room(
        "factors",
        _l("Second factor"),
        _l("An authenticator app or a passkey beside the password."),
        (
            _l("Add an app or a passkey, better two."),
            _l("Print the recovery codes and keep them apart from the device."),
            _l("Remove what you no longer have."),
        ),
        _l("Only you see them; administrators see that there is one."),
        to_administrators=True,
    ),
    Room(
        "provider",
        _l("Sign-in provider"),
        _l("Sign in with the account of your organisation, where the site offers it."),
        (
            _l("Link your account at your first sign-in there."),
            _l("Remove the link under your account."),
        ),
        _l("Your organisation learns that you signed in, and nothing of what you do here."),
        to_administrators=True,
    ),
    Room(
        "administration",
        _l("Administration"),
        _l("Accounts, health, backups and mail of the site."),
        (
            _l("Find an account, look at its sign-ins, deactivate or reactivate it."),
            _l("See whether the site is healthy and when the last backup was made."),
            _l("Confirm, as a second administrator, what another one asks for."),
        ),
        _l("Administrators see nothing of any panel: no proposals, no scores, no decisions."),
        useful_to=frozenset(),
        to_administrators=True,
    ),
    Room(
        "published",
        _l("The public page"),
        _l("What everybody can read after publication."),
        (
            _l("Read the report and download it."),
            _l("Compare its hash with the one that was announced."),
        ),
        _l("Everybody, without an account. Names of members stand in the roster alone."),
        useful_to=_OFFICERS | {Role.OBSERVER},
    ),
    Room(
        "search",
        _l("Search and glossary"),
        _l("The field at the top finds proposals, pages and words; two characters are enough."),
        (
            _l("Choose a suggestion with the arrow keys, or press Enter to search all texts."),
            _l("Words with a dotted underline explain themselves: press them."),
            _l("Find every word in both languages in the glossary."),
        ),
        _l("A search finds only what you may read."),
        to_administrators=True,
    ),
)


def rooms_for(actor: Actor | None) -> tuple[tuple[Room, ...], tuple[Room, ...]]:
    """The rooms this reader works in, and the others; of somebody who is not signed in all of them are the first."""
    if actor is None:
        return ROOMS, ()
    held = {role for roles in actor.roles.values() for role in roles}
    mine = tuple(one for one in ROOMS if _is_for(one, held, actor.is_administrator))
    return mine, tuple(one for one in ROOMS if one not in mine)


def _is_for(room: Room, held: Collection[Role], is_administrator: bool) -> bool:
    return (is_administrator and room.to_administrators) or bool(set(held) & set(room.useful_to))
