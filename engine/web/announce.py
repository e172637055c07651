"""Announces the show by zeroconf, so that OSCQuery browsers and OSC programs find it by themselves."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from engine.packages import needed
from engine.web.oscquery import NAME

AFTER = 2.0  # seconds into the show: starting comes first
AGAIN = 30.0  # seconds until the next try where there is no network
EVERYWHERE = ("0.0.0.0", "::")


def machine() -> str:
    return socket.gethostname().split(".")[0] or "stage"


def host_name(osc_port: int) -> str:
    """The name that is announced for this machine: not its own, which its system may announce already."""
    return f"{NAME}-{machine()}-{osc_port}.local".lower()


class Announcement:
    """Announces `_oscjson._tcp` and `_osc._udp` in `run(stop)`, until stop is set.

    host: the address that is listened on; on loopback only programs on this machine hear of it. report: takes one
    line where it can't be done, which harms nothing else.
    """

    def __init__(self, host: str, web_port: int, osc_port: int, report: Callable[[str], None], after: float = AFTER):
        self._host, self._report, self._after = {"localhost": "127.0.0.1"}.get(host, host), report, after
        self._services = {"_oscjson._tcp.local.": web_port, "_osc._udp.local.": osc_port}
        self._osc_port = osc_port

    def run(self, stop: threading.Event) -> None:
        wait, told = self._after, False
        while not stop.wait(wait):
            try:
                self._announce(stop)
            except Exception as error:  # whatever a network without multicast comes up with
                if not told:
                    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                    self._report(f"not announced on the network ({reason}): type the address into OSCQuery browsers")
                    told = True
            wait = AGAIN

    def _announce(self, stop: threading.Event) -> None:
        with needed("zeroconf", OSError):
            from zeroconf import InterfaceChoice, ServiceInfo, Zeroconf

        interfaces = InterfaceChoice.All if self._host in EVERYWHERE else [self._host]
        zeroconf = Zeroconf(interfaces=interfaces)
        try:
            for kind, port in self._services.items():
                service = ServiceInfo(
                    kind,
                    f"{NAME} on {machine()} {self._osc_port}.{kind}",
                    port=port,
                    addresses=[ip_address(each).packed for each in self._addresses()],
                    properties={"txtvers": "1"},
                    server=f"{host_name(self._osc_port)}.",
                )
                if stop.is_set():
                    return
                zeroconf.register_service(service, allow_name_change=True)
            while not stop.wait(60.0):
                pass
        finally:
            zeroconf.close()

    def _addresses(self) -> Sequence[str]:
        if self._host not in EVERYWHERE:
            return [self._host]
        from zeroconf import get_all_addresses

        return [each for each in get_all_addresses() if not ip_address(each).is_loopback] or ["127.0.0.1"]
