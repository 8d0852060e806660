"""The vocabulary of rights: every action a person can ask for, one line of explanation each."""

from enum import StrEnum


class Action(StrEnum):
    """What may be asked for: first the specified actions, then those that pages need beside them."""

    ITEM_LIST = "item.list"  # see title, summary, phase
    ITEM_VIEW = "item.view"  # read full text, current version
    ITEM_HISTORY = "item.history"  # versions since submission (pre-submission versions: author only)
    ITEM_CREATE = "item.create"  # start a new item (phase = panel cycle)
    ITEM_EDIT = "item.edit"  # change the text (new version; frozen from SO)
    ITEM_SUBMIT = "item.submit"  # DR -> PR
    ITEM_WITHDRAW = "item.withdraw"  # take back / return to author
    ITEM_MERGE = "item.merge"  # merge or split duplicates (both authors told)
    ATTACHMENT_ADD = "attachment.add"  # attach a file
    ATTACHMENT_GET = "attachment.get"  # download a file
    COMMENT_VIEW = "comment.view"  # read discussion
    COMMENT_ADD = "comment.add"  # post (frozen while scores are sealed)
    COMMENT_EDIT = "comment.edit"  # edit own (old text kept)
    COMMENT_RETRACT = "comment.retract"  # retract own (tombstone)
    COMMENT_HIDE = "comment.hide"  # moderate with reason; text kept, hidden
    RECUSAL_DECLARE = "recusal.declare"  # declare own conflict
    RECUSAL_IMPOSE = "recusal.impose"  # record a conflict of another person
    RECUSAL_LIFT = "recusal.lift"  # end a recusal (never by the recused person)
    RECUSAL_LIST = "recusal.list"  # who is recused (fact only)
    RECUSAL_REASON = "recusal.reason"  # why (text of the declaration)
    ROUND_OPEN = "round.open"  # DI/TA -> SO; freezes text, criteria, voter list
    ROUND_EXTEND = "round.extend"  # later deadline only, before it passes
    ROUND_CLOSE_EARLY = "round.close_early"  # close before the deadline
    ROUND_PARTICIPATION = "round.participation"  # who has submitted (yes/no, no times)
    ROUND_COUNT = "round.count"  # number submitted / expected
    SCORE_SAVE = "score.save"  # save or submit own sheet
    SCORE_OWN = "score.own"  # read own sheet and receipt
    SCORE_SHEETS = "score.sheets"  # single sheets under per-item pseudonyms (only if raters >= 5)
    SCORE_ATTRIBUTED = "score.attributed"  # name <-> score of another person
    SCORE_AGGREGATE = "score.aggregate"  # mean, median, IQR, distribution, n
    SCORE_RATIONALE = "score.rationale"  # rationale texts, shuffled, unsigned
    SCORE_UNSEAL = "score.unseal"  # break glass: reveal identities; rater is told
    TALLY_COMPUTE = "tally.compute"  # deterministic recomputation, new version
    TALLY_VIEW = "tally.view"  # ranked table (rows of recused items masked, ranks renumbered)
    DECISION_RECORD = "decision.record"  # TA -> DE
    DECISION_VIEW = "decision.view"  # read decision before publication
    DECISION_AMEND = "decision.amend"  # new version; old one stays readable
    RECOMMENDATION_EDIT = "recommendation.edit"  # draft wording of the report
    PUBLISH = "publish"  # DE -> PU
    PUBLISHED_VIEW = "published.view"  # the published page
    EXPORT_REPORT = "export.report"  # consolidated report, aggregates only (docx/xlsx/csv, ja/en)
    EXPORT_SHEETS = "export.sheets"  # pseudonymous sheets
    MEMBER_INVITE = "member.invite"  # invite/remove member or observer
    ROLE_GRANT = "role.grant"  # give chair, vice-chair, secretariat, administrator (never to oneself)
    USER_DEACTIVATE = "user.deactivate"  # deactivate/reactivate (not oneself, not the last one)
    SESSION_OWN = "session.own"  # list and end own sessions; edit own profile
    SESSION_OTHER = "session.other"  # end sessions of another user
    CRITERIA_CHANGE = "criteria.change"  # criteria, scale, weights, quorum (frozen from SO)
    SETTINGS_TECHNICAL = "settings.technical"  # mail, limits, policies
    AUDIT_VIEW = "audit.view"  # events (no texts, no scores; actor masked on score.* until close)
    AUDIT_VERIFY = "audit.verify"  # check chain, see current head
    AUDIT_EXPORT = "audit.export"  # signed audit extract
    SEARCH = "search"  # full text; result set = item.view and comment.view of the asker
    BACKUP_RUN = "backup.run"  # start a backup (restore: command line only, two persons)
    HEALTH_LIVE = "health.live"  # process is up (no detail)
    HEALTH_READY = "health.ready"  # database, disk, clock, mail queue, audit head
    IMPERSONATE = "impersonate"  # act as another user
    HARD_DELETE = "hard.delete"  # erase item, comment, score or event through the web
    LOGIN = "login"  # log in (deactivated: same generic failure and time as a wrong password)

    HELP_VIEW = "help.view"  # how it works, for everybody
    LANGUAGE_CHOOSE = "language.choose"  # Japanese or English, for everybody
    HOME_VIEW = "home.view"  # what waits for me
    CYCLE_VIEW = "cycle.view"  # phase, dates, criteria and rule of a cycle
    CYCLE_CREATE = "cycle.create"  # start a cycle of the panel
    CYCLE_ADVANCE = "cycle.advance"  # begin the next phase outside the rounds
    ACCOUNT_LINK = "account.link"  # a one-time link by which somebody of the panel sets a password
    MEMBER_LIST = "member.list"  # who sits on the panel
    MEMBER_REMIND = "member.remind"  # see who is behind, and remind exactly those by mail
    SCORE_IMPORT = "score.import"  # bring in the scores of a past round
    SCORE_REVEAL = "score.reveal"  # read the name behind a sheet whose seal one has broken with another, or cancel that
    SCENARIO_VIEW = "scenario.view"  # what other weights would make of a tally; the own scenarios alone
    SCENARIO_CHANGE = "scenario.change"  # keep, change, delete own scenarios; never the weights of a round
    SHORTLIST_VIEW = "shortlist.view"  # the best set under limits; the own shortlists alone
    SHORTLIST_CHANGE = "shortlist.change"  # keep, change, delete own shortlists; never a decision
    WEIGHTS_PROPOSE = "weights.propose"  # the own view of the criteria's weights, before a round opens
    WEIGHTS_VIEW = "weights.view"  # how far the members' views of the weights lie apart, without names
    TWO_PERSON_CANCEL = "approval.cancel"  # take back a request that waits for a second person
    ACCOUNT_LIST = "account.list"  # accounts of the whole site: address, state, last sign-in, kinds of second factor
    SIGN_OUT = "session.end"  # end the own present sign-in, a half one too
    FACTOR_SHOW = "factor.show"  # show a second factor, or once more who one is
    FACTOR_LIST = "factor.list"  # the own second factors: kinds, names, when used; never their secrets
    FACTOR_CHANGE = "factor.change"  # add, name and remove own second factors, make new recovery codes
    IDENTITY_UNLINK = "identity.unlink"  # take the own identity at the sign-in provider off the account
    FACTOR_RESET = "factor.reset"  # remove those of somebody who has lost them (never one's own)
