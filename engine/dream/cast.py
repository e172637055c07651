"""Who of several dreamers does what: `/dream/cast`, read, and asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.coercion import BadValue
from engine.dream.protocol import Wish

ROLES = ("journey", "live", "fly", "refine")  # travel and walk, what comes in, flights, and journeys with detail

Cast = Mapping[str, frozenset[int]]  # the numbers of dreamers, from 1, by roles; what is not there is done by all


def read(text: str, dreamers: int) -> Cast:
    """Read such as `journey 1 2, live 3`. Raises BadValue."""
    cast: dict[str, frozenset[int]] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        role, *numbers = part.split()
        if role not in ROLES or not numbers or not all(re.fullmatch(r"[1-9]\d?", number) for number in numbers):
            raise BadValue(f"/dream/cast {part!r:.60} wants a role ({', '.join(ROLES)}) and numbers, as in journey 1 2")
        if max(map(int, numbers)) > dreamers:
            raise BadValue(f"/dream/cast {part!r:.60}: there are {dreamers} dreamers, by --device")
        cast[role] = frozenset(map(int, numbers))
    return cast


def written(roles: Mapping[int, tuple[str, ...]]) -> str:
    """The text of a cast, given as the roles of each number."""
    by_role = {role: [number for number, own in sorted(roles.items()) if role in own] for role in ROLES}
    return ", ".join(f"{role} {' '.join(map(str, numbers))}" for role, numbers in by_role.items() if numbers)


def role(wish: Wish, cast: Cast) -> str:
    """What is wished for."""
    if wish.live:
        return "live"
    if wish.flight:
        return "fly"
    newest: Any = max(wish.path.legs, key=lambda leg: leg.id)
    return "refine" if newest.recipe.detail != "off" and "refine" in cast else "journey"
