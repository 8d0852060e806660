"""T6: an auditor verifies the record with nothing but Python, and comes to what the application comes to."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from panel import bundle, checkpoints, cli, clock, ledger
from panel.bundle.verify import is_signed, merkle_roots
from panel.calc import merkle
from panel.config import Settings
from panel.models.cycles import Cycle
from tests.make import Make
from tests.scored import Scored

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
)


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_of_the_standard_are_right_and_none_beside_them(public: str, message: str, signature: str) -> None:
    key, said, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert is_signed(key, said, signed)
    assert not is_signed(key, said + b"!", signed)
    for place in (0, 31, 32, 63):
        changed = bytearray(signed)
        changed[place] ^= 1
        assert not is_signed(key, said, bytes(changed))
    assert not is_signed(b"\xff" * 32, said, signed)
    assert not is_signed(key[:31], said, signed)


def test_two_writings_of_the_same_standards_agree() -> None:
    """T6: the verifier of the bundle against the library and the tree of the application."""
    private = Ed25519PrivateKey.generate()
    for message in (b"", b"one", b"x" * 300):
        assert is_signed(private.public_key().public_bytes_raw(), message, private.sign(message))
    hashes = [f"{n:064x}" for n in range(21)]
    ours = merkle_roots(hashes, set(range(22)))
    assert ours == {n: merkle.root(checkpoints.leaf(own) for own in hashes[:n]) for n in range(22)}


@pytest.fixture
def folder(db: Session, settings: Settings, lived: Scored, tmp_path: Path) -> Path:
    """The archive of a cycle, unpacked where nothing else is."""
    checkpoints.make(db, settings, clock.now())
    ledger.record(db, None, "link.create", "site")
    content = bundle.archive(db, settings, db.get_one(Cycle, lived.cycle.id).name, clock.now())
    zipfile.ZipFile(BytesIO(content)).extractall(tmp_path / "unpacked")
    (tmp_path / "bundle.zip").write_bytes(content)
    return tmp_path / "unpacked"


def verified(folder: Path) -> tuple[int, str]:
    """What an auditor sees: the program, alone with Python in the folder."""
    done = subprocess.run([sys.executable, "-I", "verify.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_an_auditor_verifies_the_bundle_with_python_alone(folder: Path) -> None:
    """G4: the independent verifier accepts the extract and recomputes what was published."""
    code, said = verified(folder)
    assert (code, said.splitlines()[-1]) == (0, "all in place")
    assert "1 tallies, 1 reports" in said
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "checkpoints.json",
        "key.json",
        "ledger.jsonl",
        "reports",
        "tallies",
        "tip.json",
        "verify.py",
    ]


def _line(n: int, change: Callable[[str], str]) -> Callable[[str], str]:
    def in_line(text: str) -> str:
        lines = text.splitlines(keepends=True)
        lines[n] = change(lines[n])
        return "".join(lines)

    return in_line


def _mean(text: str) -> str:
    """A better mean, with hashes made to fit: only computing it again tells."""
    tally = json.loads(text)
    return json.dumps({**tally, "inputs": tally["inputs"].replace(',"5"', ',"4"').replace(",5", ",4")})


CHANGES = {
    "the middle": ("ledger.jsonl", _line(1, lambda line: line.replace("site", "elsewhere").replace("comment:", "c:"))),
    "a line less": ("ledger.jsonl", _line(1, lambda _line: "")),
    "the end": ("ledger.jsonl", _line(-1, lambda _line: "")),
    "a line twice": ("ledger.jsonl", _line(1, lambda line: line * 2)),
    "a signature": ("checkpoints.json", lambda text: text.replace('"signature": "', '"signature": "00', 1)),
    "the key": ("key.json", lambda _text: json.dumps({"public_key": "00" * 32})),
    "a tally": ("tallies/round-1.json", _mean),
    "an analysis": ("tallies/round-1.json", lambda text: text.replace("panel-analysis-1", "panel-analysis-9")),
    "an analysis less": ("tallies/round-1.json", lambda text: json.dumps({**json.loads(text), "analysis": None})),
    "a report": ("reports", lambda text: text.replace("Wording", "wording") + " "),
}


def test_a_changed_bundle_is_refused(folder: Path) -> None:
    for what, (name, change) in CHANGES.items():
        path = next((folder / name).iterdir()) if (folder / name).is_dir() else folder / name
        before = path.read_text(encoding="utf-8")
        assert change(before) != before, what
        path.write_text(change(before), encoding="utf-8")
        code, said = verified(folder)
        assert (code, said.splitlines()[-1]) == (1, "WRONG"), what
        path.write_text(before, encoding="utf-8")
    assert verified(folder)[0] == 0


def test_a_mean_that_its_inputs_do_not_give_is_found(folder: Path) -> None:
    """G4: with every hash made to fit, only the computation itself tells."""
    from panel.bundle.verify import _tally, digest  # noqa: PLC0415 - the parts of the program, to lead it astray

    tally = json.loads((folder / "tallies" / "round-1.json").read_text(encoding="utf-8"))
    results = json.loads(tally["results"])
    next(iter(results["items"][0]["criteria"].values()))["mean"] = 4.9
    tally["results"] = json.dumps(results)
    tally["results_sha256"] = digest(tally["results"])
    tally["sha256"] = digest("panel-tally-1" + tally["inputs_sha256"] + tally["results_sha256"])
    assert "n, mean and median are" in str(_tally("t", tally, {tally["round"]: tally["sha256"]}))


def test_the_command_verifies_a_bundle_without_a_database(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANEL_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    monkeypatch.setattr("os.umask", lambda _mask: 0)
    monkeypatch.setattr(sys, "argv", ["panel", "verify", "--bundle", str(folder.parent / "bundle.zip")])
    cli.main()
    assert "1 tallies, 1 reports" in capsys.readouterr().out
    (folder.parent / "bundle.zip").write_bytes(b"no archive")
    with pytest.raises(SystemExit) as refused:
        cli.main()
    assert refused.value.code == 2


def test_the_extract_tells_of_one_panel_and_of_no_open_round(db: Session, settings: Settings, make: Make) -> None:
    """P1: while a round is open, not even that somebody handed in leaves the house."""
    scored = Scored.prepared(make)
    other = make.panel("another")
    ledger.record(db, "rater:abc", "score.save", f"round:{scored.round.id}", panel_id=scored.panel.id)
    ledger.record(db, None, "cycle.create", "cycle:1", panel_id=scored.panel.id)
    ledger.record(db, None, "cycle.create", "cycle:2", panel_id=other.id)
    content = bundle.extract(db, settings, scored.panel.id, clock.now())
    archive = zipfile.ZipFile(BytesIO(content))
    lines = [json.loads(line) for line in archive.read("ledger.jsonl").decode().splitlines()]
    assert ["event" in line for line in lines] == [False, True, False]
    assert not any("rater" in line.get("event", "") for line in lines)
    assert set(archive.namelist()) & {"tallies", "reports"} == set()
