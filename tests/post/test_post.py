"""Mail: leaves once, waits when the server does not answer, and keeps nothing of a link after it has left."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, post
from panel.config import MailServer, Settings
from panel.models.events import Outbox
from panel.models.people import Person
from tests.make import Make
from tests.rolled_back import RolledBack


@dataclass
class Letterbox:
    """A small mail server that keeps what it is handed, or answers as it is told."""

    port: int = 0
    refuses: bool = False
    letters: list[str] = field(default_factory=list)

    def letter(self) -> EmailMessage:
        """The one letter there is."""
        (only,) = self.letters
        return message_from_string(only, policy=policy.default)  # type: ignore[return-value]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Speak as much SMTP as a client needs to hand over one letter."""
        letterbox: Letterbox = self.server.letterbox  # type: ignore[attr-defined]
        self._say("220 here")
        while line := self.rfile.readline().decode().strip().upper():
            if line == "QUIT":
                self._say("221 bye")
                return
            if line == "DATA":
                self._say("354 go on")
                letterbox.letters.append(self._text())
            self._say("451 later" if letterbox.refuses and line.startswith("MAIL") else "250 ok")

    def _text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    """A mail server on a port of its own."""
    with socketserver.TCPServer(("127.0.0.1", 0), _Talk) as server:
        box = Letterbox(server.server_address[1])
        server.letterbox = box  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield box
        server.shutdown()


@pytest.fixture
def with_mail(settings: Settings, letterbox: Letterbox) -> Settings:
    """Settings with that mail server in them."""
    return replace(settings, mail=MailServer("127.0.0.1", letterbox.port, sender="panel@example.org", starttls=False))


@pytest.fixture
def reader(make: Make) -> Person:
    """Who is written to."""
    return make.person()


def write(db: Session, reader: Person, subject: str = "件名", body: str = "本文 with a link\n") -> Outbox:
    """A mail in the outbox."""
    post.enqueue(db, reader.id, subject, body, clock.now())
    db.commit()
    return db.scalars(select(Outbox)).one()


def test_a_mail_leaves_once_with_its_words_intact(
    db: Session, database: RolledBack, with_mail: Settings, letterbox: Letterbox, reader: Person
) -> None:
    mail = write(db, reader)
    assert post.send_due(with_mail, database, clock.now()) == 1
    assert post.send_due(with_mail, database, clock.now() + timedelta(days=1)) == 0
    letter = letterbox.letter()
    assert (letter["Subject"], letter["To"], letter["From"]) == ("件名", reader.email, "panel@example.org")
    assert letter["Message-ID"] == f"<{mail.message_id}@example.org>"
    assert letter.get_content().strip() == "本文 with a link"


def test_what_has_left_keeps_no_text(
    db: Session, database: RolledBack, with_mail: Settings, letterbox: Letterbox, reader: Person
) -> None:
    mail = write(db, reader)
    post.send_due(with_mail, database, clock.now())
    db.refresh(mail)
    assert mail.body == ""
    assert mail.sent_at is not None


def test_a_refused_mail_is_tried_again_later_and_later(
    db: Session, database: RolledBack, with_mail: Settings, letterbox: Letterbox, reader: Person
) -> None:
    letterbox.refuses = True
    mail = write(db, reader)
    now = clock.now()
    waits = []
    for _ in range(post.GIVES_UP_AFTER):
        assert post.send_due(with_mail, database, now) == 0
        db.refresh(mail)
        waits.append(mail.next_try_at - now)
        assert post.send_due(with_mail, database, mail.next_try_at - timedelta(seconds=1)) == 0
        now = mail.next_try_at
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits[-1] == post.LONGEST_WAIT == max(waits)
    letterbox.refuses = False
    assert post.send_due(with_mail, database, now) == 0
    assert mail.body != ""


def test_why_a_mail_did_not_leave_is_kept_by_kind_and_code_and_never_by_text(
    db: Session, database: RolledBack, with_mail: Settings, letterbox: Letterbox, reader: Person
) -> None:
    letterbox.refuses = True
    mail = write(db, reader)
    post.send_due(with_mail, database, clock.now())
    db.refresh(mail)
    assert mail.last_error == "SMTPSenderRefused 451"


def test_a_mail_that_was_given_up_is_tried_once_more_when_somebody_asks(
    db: Session, database: RolledBack, with_mail: Settings, letterbox: Letterbox, reader: Person
) -> None:
    mail = write(db, reader)
    mail.n_tries, mail.next_try_at = post.GIVES_UP_AFTER, clock.now() + timedelta(days=1)
    db.commit()
    assert post.send_due(with_mail, database, clock.now()) == 0
    assert post.make_due(db, mail.id, clock.now())
    db.commit()
    assert post.send_due(with_mail, database, clock.now()) == 1
    assert not post.make_due(db, mail.id, clock.now())


def test_a_server_that_is_not_there_costs_a_try_and_nothing_else(
    db: Session, database: RolledBack, settings: Settings, reader: Person
) -> None:
    mail = write(db, reader)
    nowhere = replace(settings, mail=MailServer("127.0.0.1", 9, sender="panel@example.org", starttls=False))
    assert post.send_due(nowhere, database, clock.now()) == 0
    db.refresh(mail)
    assert (mail.n_tries, mail.sent_at) == (1, None)


def test_without_a_mail_server_nothing_is_tried(
    db: Session, database: RolledBack, settings: Settings, reader: Person
) -> None:
    mail = write(db, reader)
    assert post.send_due(settings, database, clock.now()) == 0
    db.refresh(mail)
    assert mail.n_tries == 0


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: x@example.org", "Hello\nBcc: x@example.org"])
def test_a_second_header_line_is_never_sent(
    db: Session, database: RolledBack, with_mail: Settings, letterbox: Letterbox, reader: Person, subject: str
) -> None:
    write(db, reader, subject)
    assert post.send_due(with_mail, database, clock.now()) == 0
    assert letterbox.letters == []


def test_a_mail_that_another_sender_has_claimed_is_left_to_it(
    db: Session,
    database: RolledBack,
    with_mail: Settings,
    letterbox: Letterbox,
    reader: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mail = write(db, reader)
    due = post._due(database, clock.now())
    assert due == [mail.id]
    monkeypatch.setattr(post, "_due", lambda *_: due)
    assert post.send_due(with_mail, database, clock.now()) == 1
    assert post.send_due(with_mail, database, clock.now()) == 0
    assert len(letterbox.letters) == 1


def test_an_international_domain_is_written_as_every_server_reads_it(
    db: Session, database: RolledBack, with_mail: Settings, letterbox: Letterbox, make: Make
) -> None:
    write(db, make.person(email="user@例え.jp"))
    post.send_due(with_mail, database, clock.now())
    assert letterbox.letter()["To"] == "user@xn--r8jz45g.jp"
