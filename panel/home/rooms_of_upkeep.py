"""What help says of the rooms beside the work: bringing in and taking out, the record, accounts, the public page."""

from typing import Final

from flask_babel import lazy_gettext as _l

from panel.home.room import OFFICERS, Room
from panel.models.people import Role

ROOMS: Final = (
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
        useful_to=OFFICERS,
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
        useful_to=OFFICERS,
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
        useful_to=OFFICERS | {Role.OBSERVER},
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
