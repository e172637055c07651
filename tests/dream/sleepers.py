"""Dreamers that sleep a fixed time over each keyframe: real processes, each of which stands for a GPU. No torch."""

import contextlib
import signal
import time

from engine.dream.inbox import Inbox
from engine.dream.plan import Backlog
from engine.dream.protocol import LIVE, Made, Progress, Ready

WIDTH, HEIGHT = 64, 36


def run(connection, slots, shared_input, shared_view, launch):
    """The child's main. launch: its model is how long it sleeps, seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    seconds = float(launch.model)
    with Inbox(connection, slots) as inbox, contextlib.suppress(OSError):
        connection.send(Ready(WIDTH, HEIGHT, {"model": launch.model}))
        backlog, reported, made = Backlog(), time.perf_counter(), 0
        while True:
            now = time.perf_counter()
            if now - reported >= 1.0:
                connection.send(Progress(made / (now - reported), seconds, 10.0))
                reported, made = now, 0
            wish = backlog.follow(inbox.wish, now)
            backlog.rate = 1 / seconds
            keys = [(LIVE, now)] if wish and wish.live else [(leg.id, at) for leg, at in backlog.next(1)]
            if not keys:
                inbox.wait(0.5)
            for key in keys:
                time.sleep(seconds)
                slot = inbox.free.get()
                slots.picture(slot, WIDTH, HEIGHT)[:] = 99
                connection.send(Made(*key, slot))
                backlog.sent(key, time.perf_counter())
                made += 1
