"""Where something keeps somebody out, read from the syntax of the sources; and the source without one of them."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from panel.config import ROOT
from panel.policy.actions import Action
from panel.policy.rules import Verdict
from panel.policy.table import SUBJECTS, TABLE

PANEL = ROOT / "panel"
STAND_IN = "tests.deletions.stand_ins"
_SIGNED_IN = SUBJECTS[2:]
# The files whose every `if …: raise …` is a guard; elsewhere most refusals are rules of the work, not of rights.
DOORS = (
    "policy/rules.py",
    "throttling.py",
    "tokens.py",
    "web/approvals.py",
    "web/door.py",
    "web/guard.py",
    "web/json_door.py",
    "web/login.py",
)
SEALED = ("owners.py", "seal.py")
ENVELOPES = ("envelope.py",)
SMALL_PANEL = frozenset({"class_shown", "disclosed", "group_medians", "shown"})


@dataclass(frozen=True)
class Site:
    """One deletion: what is deleted, in which file of panel/, and the how-manieth of its kind there."""

    kind: str
    file: str
    number: int
    line: int
    source: str

    @property
    def name(self) -> str:
        """How a run is told what to delete."""
        return f"{self.kind}:{self.file}:{self.number}"


def _stand_in(name: str) -> ast.expr:
    return ast.parse(f'__import__("{STAND_IN}", fromlist=["x"]).{name}', mode="eval").body


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _without_check(node: ast.AST) -> ast.AST | None:
    """`@needs(…)` becomes a mark that loads the thing and asks nobody."""
    if _called(node) == "needs" and isinstance(node, ast.Call) and _may_refuse(node):
        return ast.Call(_stand_in("opened"), node.args, node.keywords)
    return None


def _may_refuse(guard: ast.Call) -> bool:
    """Whether the row of a guard refuses anybody who is signed in: one that does not has nothing to delete.

    Without a loader there is no panel to be somebody on, and everybody is asked as a member or as an administrator.
    """
    action = guard.args[0]
    if not isinstance(action, ast.Attribute):
        return True
    row = TABLE[Action[action.attr]]
    if len(guard.args) > 1:
        return {letter for subject in _SIGNED_IN for letter in row[subject]} != {Verdict.YES}
    return not {row["M"][0], row["A"][0]} <= {Verdict.YES, "o"}


def _everything(node: ast.AST) -> ast.AST | None:
    """A condition on what the reader may see becomes none."""
    return _stand_in("EVERYTHING") if _called(node) in ("visible_cycles", "visible_proposals") else None


def _nothing_hidden(node: ast.AST) -> ast.AST | None:
    """What the reader is recused from becomes nothing."""
    if isinstance(node, ast.Attribute) and node.attr == "recused_from" and isinstance(node.ctx, ast.Load):
        return ast.parse("frozenset()", mode="eval").body
    return None


def _yes(node: ast.AST) -> ast.AST | None:
    """A question to the table becomes a yes."""
    return _stand_in("YES") if _called(node) == "may" else None


def _all_shown(node: ast.AST) -> ast.AST | None:
    """What a small panel hides is shown."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SMALL_PANEL:
        return ast.Call(_stand_in(f"all_{node.func.id}"), node.args, node.keywords)
    return None


def _no_refusal(node: ast.AST) -> ast.AST | None:
    """A refusal is passed over."""
    if isinstance(node, ast.If) and not node.orelse and len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
        return ast.Pass()
    return None


def _not_kept_out(node: ast.AST) -> ast.AST | None:
    """What is passed over while sheets are opened is not: `if …: …; continue`."""
    return ast.Pass() if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Continue) else None


def _in_the_clear(node: ast.AST) -> ast.AST | None:
    """Sealing and opening become nothing: both at once, or no page would work."""
    return _returning(node, {"seal": "content", "unseal": "sealed"})


def _without_key(node: ast.AST) -> ast.AST | None:
    """The mark of a person on a ballot can be computed by anybody."""
    return _returning(node, {"keyed": "hashlib.blake2b(content, digest_size=16).hexdigest()"})


def _unbound(node: ast.AST) -> ast.AST | None:
    """A sealed content opens in any place: both at once again."""
    is_bound = isinstance(node, ast.Name) and node.id == "bound_to" and isinstance(node.ctx, ast.Load)
    return ast.Constant(None) if is_bound else None


def _returning(node: ast.AST, answers: dict[str, str]) -> ast.AST | None:
    if isinstance(node, ast.FunctionDef) and node.name in answers:
        return ast.FunctionDef(**{**vars(node), "body": ast.parse(f"return {answers[node.name]}").body})
    return None


def _one_condition_less(node: ast.AST) -> ast.AST | None:
    """One condition of a select over ballots is dropped (each argument of a `where` is a site of its own)."""
    return _stand_in("EVERYTHING") if getattr(node, "is_condition", False) else None


Deletion = Callable[[ast.AST], ast.AST | None]
# Kind, what it does to a node, and whether a file has such sites.
KINDS: dict[str, tuple[Deletion, Callable[[str], bool]]] = {
    "guard": (_without_check, lambda file: file.endswith("routes.py")),
    "filter": (_everything, lambda file: not file.startswith("policy/")),
    "recused": (_nothing_hidden, lambda file: not file.startswith(("policy/", "example/"))),
    "question": (_yes, lambda file: not file.startswith(("policy/", "example/"))),
    "small panel": (_all_shown, lambda file: "calc.disclosure import" in (PANEL / file).read_text(encoding="utf-8")),
    "refusal": (_no_refusal, lambda file: file in DOORS),
    "seal": (_in_the_clear, lambda file: file in ENVELOPES),
    "key": (_without_key, lambda file: file in ENVELOPES),
    "binding": (_unbound, lambda file: file in ENVELOPES),
    "sealed": (_one_condition_less, lambda file: file in SEALED),
    "kept out": (_not_kept_out, lambda file: file in SEALED),
}
_TOGETHER = ("seal", "binding")


class _Deleting(ast.NodeTransformer):
    """Deletes the nodes of one kind that are numbered in `wanted`, and keeps where each of the kind stands."""

    def __init__(self, deletion: Deletion, wanted: frozenset[int]) -> None:
        self.deletion = deletion
        self.wanted = wanted
        self.found: list[ast.AST] = []

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace a node that is wanted; look on inside the others."""
        instead = self.deletion(node)
        if instead is not None:
            self.found.append(node)
            if len(self.found) - 1 in self.wanted:
                return ast.copy_location(instead, node)
        return self.generic_visit(node)


def _tree(path: Path) -> ast.Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if _called(node) == "where" and isinstance(node, ast.Call):
            for argument in node.args:
                argument.is_condition = True  # type: ignore[attr-defined]
    return tree


def sites() -> Iterator[Site]:
    """Every deletion there is, file by file."""
    for path in sorted(PANEL.rglob("*.py")):
        file = path.relative_to(PANEL).as_posix()
        kinds = [(kind, deletion) for kind, (deletion, belongs) in KINDS.items() if belongs(file)]
        tree = _tree(path)
        for kind, deletion in kinds:
            yield from _of_kind(kind, deletion, tree, file)


def _of_kind(kind: str, deletion: Deletion, tree: ast.Module, file: str) -> Iterator[Site]:
    looking = _Deleting(deletion, frozenset())
    looking.visit(tree)  # nothing is wanted, so nothing is changed
    found = looking.found[:1] if kind in _TOGETHER else looking.found
    for number, node in enumerate(found):
        source = ast.unparse(node).splitlines()[0]
        yield Site(kind, file, number, node.lineno, source)  # type: ignore[attr-defined]


def without(name: str) -> tuple[Path, ast.Module]:
    """The file a deletion is in, and its syntax without what is deleted."""
    kind, file, number = name.split(":")
    path = PANEL / file
    wanted = frozenset((0, 1)) if kind in _TOGETHER else frozenset((int(number),))
    deleting = _Deleting(KINDS[kind][0], wanted)
    return path, ast.fix_missing_locations(deleting.visit(_tree(path)))  # type: ignore[return-value]
