"""OSC address patterns: ? * [a-z] [!a] {one,two} of OSC 1.0, and // (any depth) of OSC 1.1."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.coercion import BadValue

LONGEST_PATTERN = 128
_WILD = frozenset("?*[]{}")

Step = Callable[[str, set[int]], set[int]]  # from the places in a text reached so far to those reached next


def is_pattern(address: str) -> bool:
    return "//" in address or not _WILD.isdisjoint(address)


def matching(pattern: str, addresses: Iterable[str]) -> list[str]:
    """Return the addresses that the pattern matches. Raises BadValue for a broken pattern.

    All ways through the pattern are followed at once, so no pattern takes exponential time, as a regex might.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise BadValue(f"a pattern of {len(pattern)} characters; at most {LONGEST_PATTERN} are taken")
    steps = _compile(pattern)
    return [address for address in addresses if _matches(steps, address)]


def _matches(steps: tuple[Step, ...], text: str) -> bool:
    places = {0}
    for step in steps:
        places = step(text, places)
        if not places:
            return False
    return len(text) in places


def _compile(pattern: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if pattern.startswith("//", index):
            steps.append(_any_depth)
            index += 1
        elif character == "*":
            steps.append(_any_run)
        elif character == "?":
            steps.append(_one(lambda c: True))
        elif character in "[{":
            end = pattern.find("]" if character == "[" else "}", index)
            if end < 0:
                raise BadValue(f"{pattern:.60} has a {character} that is not closed")
            inside = pattern[index + 1 : end]
            steps.append(_class(inside) if character == "[" else _either(tuple(inside.split(","))))
            index = end
        else:
            steps.append(_either((character,)))
        index += 1
    return tuple(steps)


def _one(accepts: Callable[[str], bool]) -> Step:
    return lambda text, places: {p + 1 for p in places if p < len(text) and text[p] != "/" and accepts(text[p])}


def _class(inside: str) -> Step:
    negated = inside.startswith("!")
    inside = inside[negated:]
    ranges: list[tuple[str, str]] = []
    while inside:
        if len(inside) > 2 and inside[1] == "-":
            ranges.append((inside[0], inside[2]))
            inside = inside[3:]
        else:
            ranges.append((inside[0], inside[0]))
            inside = inside[1:]
    return _one(lambda c: any(low <= c <= high for low, high in ranges) != negated)


def _either(words: tuple[str, ...]) -> Step:
    return lambda text, places: {p + len(word) for p in places for word in words if text.startswith(word, p)}


def _any_run(text: str, places: set[int]) -> set[int]:
    reached: set[int] = set()
    for place in places:
        end = text.find("/", place)
        reached.update(range(place, (len(text) if end < 0 else end) + 1))
    return reached


def _any_depth(text: str, places: set[int]) -> set[int]:
    starts = [p for p in places if text.startswith("/", p)]
    return {i + 1 for i in range(min(starts), len(text)) if text[i] == "/"} if starts else set()
