"""What starts a sign-in at the provider, and what the provider sends back with the browser."""

from wtforms import HiddenField
from wtforms.validators import Length

from panel.web.form import Form


class StartForm(Form):
    """Where to go afterwards, and whether somebody who is signed in shows once more who they are."""

    next = HiddenField(validators=[Length(max=2_000)])
    again = HiddenField(validators=[Length(max=1)])


class ReturnForm(Form):
    """A code and the state it belongs to; an error instead of the code where nobody signed in."""

    code = HiddenField(validators=[Length(max=4_000)])
    state = HiddenField(validators=[Length(max=200)])
    iss = HiddenField(validators=[Length(max=300)])  # RFC 9207: which provider says so
    error = HiddenField(validators=[Length(max=200)])
