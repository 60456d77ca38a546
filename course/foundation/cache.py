"""What a process keeps in memory of published content: immutable by version, or whole until something is published."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class RecentCache(Generic[K, V]):
    """Keeps the values used last, up to a number; for what never changes under its key."""

    def __init__(self, size: int) -> None:
        """Starts empty."""
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Returns the value, or None where it is not kept."""
        with self._lock:
            value = self._kept.get(key)
            if value is not None:
                self._kept.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Keeps the value and lets go of the one unused for longest."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._kept.clear()


class StampCache(Generic[V]):
    """Keeps one value as long as its stamp stays the same."""

    def __init__(self) -> None:
        """Starts empty."""
        self._kept: tuple[object, V] | None = None

    def get(self, stamp: object, load: Callable[[], V]) -> V:
        """Returns the value kept under the stamp, else loads it and keeps that."""
        kept = self._kept
        if kept is None or kept[0] != stamp:
            # Two threads may both load: the same rows, and one of the two is kept.
            kept = self._kept = (stamp, load())
        return kept[1]

    def clear(self) -> None:
        """Forgets the value."""
        self._kept = None
