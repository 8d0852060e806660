"""What help says of the rooms in which a panel works: proposals, scores, results, what they are made by."""

from typing import Final

from flask_babel import lazy_gettext as _l

from panel.home.room import OFFICERS, SCORERS, Room
from panel.models.people import Role

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
        useful_to=SCORERS | {Role.SECRETARIAT},
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
        useful_to=SCORERS,
    ),
    Room(
        "tally",
        _l("Tally"),
        _l("What the scores of a closed round say together: order, agreement and where the panel is divided."),
        (
            _l("Read the findings first, then sort the table by rank or by disagreement."),
            _l("See who is surely among the first, who is not and what that hangs on; try the line elsewhere."),
            _l("Open a proposal to see how sure its place is, and how it was scored on each criterion."),
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
        useful_to=OFFICERS,
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
            _l(
                "Scores can be read already: the weights stay as they are. Try other weights as a scenario of "
                "the tally."
            ),
        ),
        useful_to=SCORERS | {Role.SECRETARIAT},
    ),
)
