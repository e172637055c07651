"""`reverie dream --ray ADDRESS`: makes this machine one that dreams for a stage, in the user's own Ray cluster."""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from engine import config
from engine.dream.ray_host import DEVICES, MODELS, RESOURCE, environment, is_local
from engine.errors import UserError

LOCAL = "127.0.0.1:6379"
RESERVED = range(10002, 20000)  # ports that Ray gives to what it starts
TRIES = 8  # to start: Ray gives up where its helpers take more than fifteen seconds, as they do on a busy machine
LOOK = 0.3  # seconds between looks whether it runs
STARTING, AGAIN = 120.0, 5.0  # seconds after which it had started, and before it is started again
STORE = 256 << 20  # bytes that Ray keeps for what is on its way


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The flags of `reverie dream`."""
    parser.add_argument(
        "--ray",
        default=LOCAL,
        metavar="HOST:PORT",
        help=f"the cluster; where HOST is here, it begins here ({LOCAL}, which no other machine reaches)",
    )
    parser.add_argument(
        "--device",
        default="auto",
        metavar="DEVICES",
        help="a dreamer on each: cuda:0,cuda:1; none for no dreamer (auto)",
    )
    parser.add_argument("--models", default="", metavar="FOLDER", help="where this machine has the models, by name")
    parser.add_argument("--token", default="", metavar="TOKEN", help="the cluster's, told where it begins; it is kept")
    parser.set_defaults(call=dream)


def dream(flags: argparse.Namespace) -> int:
    """Run a node of Ray's with a place for each device, until Ctrl-C. Raises UserError."""
    if importlib.util.find_spec("ray") is None:
        raise UserError('reverie dream wants Ray: pip install -e ".[ray]"')
    host, _, port = flags.ray.rpartition(":")
    if not host or not port.isdigit() or int(port) in RESERVED:
        raise UserError(
            f"--ray wants HOST:PORT, not from {RESERVED[0]} to {RESERVED[-1]}, for example {LOCAL}, got {flags.ray}"
        )
    devices = () if flags.device == "none" else config.checked("--device", config.devices, flags.device)
    begins = _is_mine(host) and not _answers(host, int(port))
    if is_local(host) and not begins:
        raise UserError(f"{flags.ray} is in use: a cluster that begins there is one `reverie dream`, of any devices")
    token = _token(flags.token, begins)
    where = [f"--port={port}", f"--node-ip-address={host}", "--include-dashboard=false", "--no-monitor"]
    command = [
        *(sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats"),
        *(["--head", *where] if begins else [f"--address={flags.ray}"]),
        *(f"--resources={json.dumps({RESOURCE: len(devices)})}", f"--num-gpus={len(devices)}", "--num-cpus=1"),
        *(f"--object-store-memory={STORE}", "--include-log-monitor=false"),
    ]
    told = {DEVICES: ",".join(devices), MODELS: os.path.abspath(flags.models) if flags.models else ""}
    print(
        f"{'begins' if begins else 'joins'} the cluster {flags.ray} with {len(devices)} dreamers; Ctrl-C ends",
        flush=True,
    )
    if begins and not is_local(host):
        print(f"on other machines: reverie dream --ray {flags.ray} --token {token}", flush=True)
    tries = range(TRIES) if begins else itertools.count()  # whose cluster may come back, and want it again
    for _ in tries:
        began = time.monotonic()
        with subprocess.Popen(command, env={**os.environ, **environment(host), **told}) as node:
            try:
                while (code := node.poll()) is None:
                    time.sleep(LOOK)
                if begins and (code == 0 or time.monotonic() - began > STARTING):
                    return code
                print("Ray has ended here, or did not start; once more, until Ctrl-C", flush=True)
                time.sleep(AGAIN)
            except KeyboardInterrupt:
                node.terminate()
                return 0
    raise UserError("Ray does not start on this machine: see above why")


def _token(given: str, begins: bool) -> str:
    """The token that every machine of the cluster shows, since Ray listens on every network; kept where Ray looks."""
    kept = Path(os.environ.get("RAY_AUTH_TOKEN_PATH") or Path.home() / ".ray" / "auth_token")
    if not given and not kept.is_file():
        if not begins:
            raise UserError(
                "this machine has no token for that cluster: reverie dream says it where the cluster begins"
            )
        given = secrets.token_hex(32)
    if given:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.unlink(missing_ok=True)
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(given)
    return given or kept.read_text(encoding="utf-8").strip()


def _is_mine(host: str) -> bool:
    """Whether an address is one of this machine's."""
    try:
        wanted = socket.gethostbyname(host)
    except (OSError, UnicodeError):
        raise UserError(f"--ray: there is no machine {host}") from None
    own = {each.address for found in psutil.net_if_addrs().values() for each in found}
    return wanted in own or wanted.startswith("127.")


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 2.0).close()
    except OSError:
        return False
    return True
