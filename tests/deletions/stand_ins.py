"""What stands where a guard, a filter or a question was: everything is let through."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import Any

from sqlalchemy import true

from panel.calc.disclosure import Shown
from panel.calc.summary import quartiles
from panel.policy.rules import Answer, Verdict
from panel.policy.subjects import Subject

EVERYTHING = true()
YES = Answer(Verdict.YES, Subject.MEMBER)
_OPEN: ContextVar[bool] = ContextVar("open", default=False)


def all_shown(*_arguments: Any, **_more: Any) -> Shown:
    """All of a result, however few scored."""
    return Shown.ALL


def all_class_shown(consensus: Any, *_arguments: Any, **_more: Any) -> Any:
    """The class, however few scored."""
    return consensus


def all_disclosed(result: Any, *_arguments: Any, **_more: Any) -> Any:
    """The whole result, however few scored."""
    return result


def all_group_medians(groups: Mapping[str, Sequence[int]], *_arguments: Any, **_more: Any) -> dict[str, Any]:
    """Every group, however small."""
    return {name: (quartiles(sorted(marks))[1], len(marks)) for name, marks in groups.items() if marks}


def opened(action: Any, *arguments: Any, **more: Any) -> Callable[[Any], Any]:
    """`needs` without its question: the thing is loaded, the transaction is kept, everybody gets in."""
    from panel.web import guard  # noqa: PLC0415 - the guard imports what is being deleted

    if not hasattr(guard, "_asked_before"):
        guard._asked_before = guard._enforce  # type: ignore[attr-defined]
        guard._enforce = _unless_open(guard._enforce)

    def mark(view: Any) -> Any:
        guarded = guard.needs(action, *arguments, **more)(view)

        @wraps(guarded)
        def let_in(**address: Any) -> Any:
            token = _OPEN.set(True)
            try:
                return guarded(**address)
            finally:
                _OPEN.reset(token)

        return let_in

    return mark


def _unless_open(enforce: Callable[..., Any]) -> Callable[..., Any]:
    def enforced(*arguments: Any, **more: Any) -> Any:
        return None if _OPEN.get() else enforce(*arguments, **more)

    return enforced
