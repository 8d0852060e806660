"""What was computed once is kept in this process for a while: a few of the last things, and no more."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Memory(Generic[Kept]):
    """The last `limit` things that were asked for, by their keys.

    Two threads that ask for the same new thing at the same moment both compute it, which is rare and harmless.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, compute: Callable[[], Kept]) -> Kept:
        """What is kept under the key; otherwise what `compute` gives, which is kept from now on."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = compute()
        with self._lock:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return found

    def drop(self, applies: Callable[[Hashable], bool]) -> None:
        """Forget everything whose key this applies to."""
        with self._lock:
            for key in [key for key in self._kept if applies(key)]:
                del self._kept[key]
