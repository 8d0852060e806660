"""Verifies a bundle with nothing but Python 3.11: `python -I verify.py` in the unpacked folder, or with its file.

Checks the chain of events, the signed checkpoints (Ed25519, RFC 8032) over the Merkle tree of all events (RFC 6962),
that frozen tallies and reports are those the record speaks of, and that means and medians follow from the inputs.
"""

import json
import sys
import zipfile
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
GENESIS = "0" * 64


# ---- Ed25519, after RFC 8032, section 5.1 ----

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


def _x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    if square % P == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(encoded: bytes) -> Point | None:
    number = int.from_bytes(encoded, "little")
    y = number & (2**255 - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the Ed25519 signature of the message under this public key (bytes all)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = _times(scalar, BASE), _add(commitment, _times(challenge, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---- The Merkle tree of RFC 6962 ----


def merkle_roots(hashes: Iterable[str], sizes: Collection[int]) -> dict[int, bytes]:
    """The roots over the first so many events, for each of the sizes."""
    peaks: list[tuple[int, bytes]] = []
    found = {0: sha256(b"").digest()}
    for size, own in enumerate(hashes, 1):
        joined, leaves = sha256(b"\0" + own.encode()).digest(), 1
        while peaks and peaks[-1][0] == leaves:
            joined, leaves = sha256(b"\1" + peaks.pop()[1] + joined).digest(), leaves * 2
        peaks.append((leaves, joined))
        if size in sizes:
            whole = peaks[-1][1]
            for _leaves, left in reversed(peaks[:-1]):
                whole = sha256(b"\1" + left + whole).digest()
            found[size] = whole
    return found


# ---- What is in a bundle ----


class Bundle:
    """The files of a bundle by name, from the packed file or the unpacked folder."""

    def __init__(self, source: Path) -> None:
        self.source: zipfile.Path | Path = source if source.is_dir() else zipfile.Path(source)

    def names(self, folder: str) -> list[str]:
        """The names of the files in one folder of the bundle, which may be absent."""
        inside = self.source / folder
        return sorted(f"{folder}/{path.name}" for path in inside.iterdir()) if inside.is_dir() else []

    def text(self, name: str) -> str:
        """One file as text."""
        return (self.source / name).read_bytes().decode("utf-8")


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _events(bundle: Bundle) -> list[dict[str, Any]]:
    return [json.loads(line) for line in bundle.text("ledger.jsonl").splitlines()]


def _chain(events: Iterable[dict[str, Any]]) -> int | None:
    """The number of the first event that does not fit, or None."""
    previous = GENESIS
    for seq, event in enumerate(events, 1):
        if event["seq"] != seq:
            return seq
        if "event" in event:  # of the others the bundle holds the hash alone; the signed root covers those
            fits = event["previous"] == previous and json.loads(event["event"])["seq"] == seq
            if not fits or digest(event["format"] + previous + event["event"]) != event["hash"]:
                return seq
        previous = event["hash"]
    return None


def _checkpoints(bundle: Bundle, events: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the signed states, the one made for this bundle last."""
    public = bytes.fromhex(json.loads(bundle.text("key.json"))["public_key"])
    signed = [*json.loads(bundle.text("checkpoints.json")), json.loads(bundle.text("tip.json"))]
    hashes = [event["hash"] for event in events]
    roots = merkle_roots(hashes, {one["seq"] for one in signed})
    for one in signed:
        state = {name: one[name] for name in ("at", "head", "root", "seq")}
        message = "checkpoint-v1" + json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        seq = one["seq"]
        if not is_signed(public, message.encode(), bytes.fromhex(one["signature"])):
            yield f"checkpoint {seq} is not signed by the key of the bundle"
        elif not 0 < seq <= len(hashes) or (hashes[seq - 1], roots[seq].hex()) != (one["head"], one["root"]):
            yield f"checkpoint {seq} does not agree with the events"
    if signed[-1]["seq"] != len(hashes):
        yield f"the bundle holds {len(hashes)} events, {signed[-1]['seq']} were signed"


def _said(events: Iterable[dict[str, Any]], action: str, what: str) -> dict[str, Any]:
    """What the last whole event of a kind says about each thing."""
    whole = [json.loads(event["event"]) for event in events if "event" in event]
    return {event["object"]: event["detail"].get(what) for event in whole if event["action"] == action}


def _median(values: list[int]) -> float:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _recomputed(inputs: dict[str, Any]) -> dict[tuple[str, str], tuple[int, float, float]]:
    """n, mean and median by proposal and criterion, from the frozen sheets: [proposal, …, marks of the criteria]."""
    found: dict[tuple[str, str], list[int]] = {}
    for sheet in inputs["sheets"]:
        for criterion, mark in zip(inputs["criteria"], sheet[-1], strict=True):
            if isinstance(mark, int):
                found.setdefault((sheet[0], criterion["id"]), []).append(mark)
    return {key: (len(marks), sum(marks) / len(marks), _median(marks)) for key, marks in found.items()}


def _tally(name: str, tally: dict[str, Any], said: dict[str, Any]) -> str | None:
    """What is wrong with one frozen tally."""
    hashes = digest(tally["inputs"]), digest(tally["results"])
    if hashes != (tally["inputs_sha256"], tally["results_sha256"]):
        return f"{name}: inputs or results are not those that were frozen"
    if digest("panel-tally-1" + "".join(hashes)) != tally["sha256"] or said.get(tally["round"]) != tally["sha256"]:
        return f"{name}: the record speaks of another tally"
    computed = _recomputed(json.loads(tally["inputs"]))
    for item in json.loads(tally["results"])["items"]:
        for key, one in item["criteria"].items():
            expected = computed.get((item["id"], key), (0, None, None))
            if (one["n"], one["mean"], one["median"]) != expected:
                return f"{name}: {item['id']}, {key}: n, mean and median are {expected}"
    return None


def _analysis(name: str, tally: dict[str, Any], said: dict[str, Any]) -> str | None:
    """What is wrong with the analysis of a tally: it is computed from what no bundle holds, so its hash alone is."""
    analysis = tally.get("analysis")
    if (None if analysis is None else digest(analysis)) != said.get(tally["round"]):
        return f"{name}: the record speaks of another analysis"
    return None


def check(source: str | Path) -> tuple[list[str], list[str]]:
    """What was checked, and what is wrong, both as lists of sentences."""
    bundle = Bundle(Path(source))
    events = _events(bundle)
    broken = _chain(events)
    if broken is not None:
        return [], [f"event {broken} does not fit the chain"]
    wrong = list(_checkpoints(bundle, events))
    closed, frozen = _said(events, "round.close", "snapshot"), _said(events, "report.freeze", "sha256")
    tallies, reports = bundle.names("tallies"), bundle.names("reports")
    analysed = _said(events, "round.close", "analysis")
    for name in tallies:
        tally = json.loads(bundle.text(name))
        wrong += [found for found in (_tally(name, tally, closed), _analysis(name, tally, analysed)) if found]
    for name in reports:
        thing = name.rpartition("/")[2].removesuffix(".json").replace("-", ":")
        if digest(bundle.text(name)) != frozen.get(thing):
            wrong.append(f"{name}: the record speaks of another report")
    whole = sum("event" in event for event in events)
    tip = json.loads(bundle.text("tip.json"))
    done = [
        f"{len(events)} events ({whole} in full), {len(tallies)} tallies, {len(reports)} reports",
        f"key {json.loads(bundle.text('key.json'))['public_key']}",
        f"last event {tip['seq']}, hash {tip['head']}, signed {tip['at']}",
        "Compare the hash with the one mailed to chair and secretariat or printed on an export.",
    ]
    return done, wrong


def main() -> None:
    """Print what was checked; exit code 1 and the reasons where something is wrong."""
    done, wrong = check(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    sys.stdout.write("\n".join([*done, *wrong, "WRONG" if wrong else "all in place", ""]))
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
