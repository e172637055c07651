"""The playhead: moves along the journey at the performer's pace and never past what the reel can show.

Pure functions of (playhead, what is wanted, what is there, time step). Positions are legs, velocities legs per second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

REACTION = 0.08  # seconds, time constant with which the velocity follows what is wanted
SCRATCH = 0.03  # seconds, time constant of the crossfader: fast enough to feel direct, too slow to jump
PATIENCE = 0.3  # seconds without a runway after which the playhead turns over what there is: nobody sees it stand
LINGER = 0.35  # pace of that, as a share of what is wanted


@dataclass(frozen=True)
class Playhead:
    """Where the picture is and how fast it moves.

    lag: how far it is behind what passing time alone would have made of its leg (journey/timetable.py).
    starved: seconds without keyframes ahead. turned_at: while it turns over what there is, for want of more, the
    position of the farthest keyframe when it turned; None while it moves as wanted.
    """

    position: float = 0.0
    velocity: float = 0.0
    lag: float = 0.0
    starved: float = 0.0
    turned_at: float | None = None


def travel(
    playhead: Playhead, wanted: float, ahead: float, behind: float, ends: bool, runway: float, step: float, edge: float
) -> Playhead:
    """Move on by `step` seconds towards the wanted velocity.

    ahead, behind: legs that the reel's keyframes reach in the wanted direction and against it. ends: the path
    itself ends where they end, so there is nothing to wait for. runway: seconds of keyframes ahead under which it
    slows down. edge: the position of the farthest keyframe that way, on whichever side of it. It slows down smoothly
    as the runway gets short; when keyframes stay away it turns over the ones there are, slowly, and goes on as soon as
    new ones come.
    """
    direction = -1.0 if wanted < 0 else 1.0
    pace = abs(wanted)
    turned_at = playhead.turned_at
    if turned_at is not None and (behind < 0.05 * pace * runway or abs(edge - turned_at) > 1e-6 or not pace):
        turned_at = None
    fed = not pace or ends or ahead > 0.05 * pace * runway
    starved = 0.0 if fed or turned_at is not None else playhead.starved + step
    if starved > PATIENCE and behind > LINGER * pace * runway:
        turned_at, starved = edge, 0.0
    room = ahead
    if turned_at is not None:
        room, pace, direction = behind, pace * LINGER, -direction
    # Towards the last keyframe the pace falls off exponentially: it comes to rest there instead of hitting it.
    target = direction * min(pace, room / runway)
    velocity = target + (playhead.velocity - target) * math.exp(-step / REACTION)
    low, high = (-behind, ahead) if wanted >= 0 else (-ahead, behind)
    moved = min(max(velocity * step, low), high)
    return Playhead(playhead.position + moved, velocity, playhead.lag, starved, turned_at)


def scratch(playhead: Playhead, target: float, step: float) -> Playhead:
    """Follow a crossfader to a position on the same leg."""
    moved = (target - playhead.position) * (1 - math.exp(-step / SCRATCH))
    return replace(playhead, position=playhead.position + moved, velocity=0.0, lag=0.0, starved=0.0, turned_at=None)
