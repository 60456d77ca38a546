"""What a process keeps is bounded, and forgotten when its stamp changes."""

from course.foundation.cache import RecentCache, StampCache


def test_the_value_unused_for_longest_goes_first() -> None:
    cache: RecentCache[str, int] = RecentCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")

    cache.put("c", 3)

    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_a_value_is_loaded_once_for_a_stamp() -> None:
    cache: StampCache[int] = StampCache()
    loaded: list[int] = []

    def load() -> int:
        loaded.append(1)
        return len(loaded)

    found = [cache.get(1, load), cache.get(1, load), cache.get(2, load), cache.get(2, load)]

    assert found == [1, 1, 2, 2]


def test_clearing_forgets() -> None:
    recent: RecentCache[str, int] = RecentCache(2)
    recent.put("a", 1)
    stamp: StampCache[int] = StampCache()
    stamp.get(1, lambda: 1)

    recent.clear()
    stamp.clear()

    assert recent.get("a") is None
    assert stamp.get(1, lambda: 2) == 2
