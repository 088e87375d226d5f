"""What a running server is told: where its data lies, who may reach it, what it takes in."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

MIB = 1024 * 1024


@dataclass(slots=True, frozen=True)
class Settings:
    """All settings of one server; sizes in bytes."""

    data: Path
    database: str = ""  # URL; empty: SQLite in the data folder
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()  # host names under which it is reached, besides ``host``
    https: bool = False  # reached over HTTPS: the cookie is sent nowhere else
    sso: Path | None = None  # configuration of the office's identity service
    registers: Path | None = None
    profile: Path | None = None  # own rules over the shipped ones; published drafts go there
    corpus: Path | None = None  # folders of case files on which drafts of rules are tried
    standard: str = "neutral-100"
    engine: str = "durable"
    max_form: int = 1 * MIB  # the body of anything but an upload
    max_upload: int = 1024 * MIB  # one upload, all files together
    max_file: int = 512 * MIB  # one file of an upload
    max_files: int = 2_000  # files of one upload
    max_jobs: int = 20  # self-checks waiting or running at once
    least_free: int = 512 * MIB  # what an upload must leave free on the disk
    job_life: timedelta = timedelta(minutes=30)  # a self-check is kept so long after its last use
    session_idle: timedelta = timedelta(hours=2)
    session_life: timedelta = timedelta(hours=12)
    inline: bool = False  # check in this process (tests)

    @property
    def local(self) -> bool:
        """Whether only this computer can reach it: then self-check needs no account."""
        return is_loopback(self.host) and not self.names

    def knows(self, host: str) -> bool:
        """Whether ``host`` (of the Host header, port cut off) is one of ours.

        Otherwise a page elsewhere could have its own name lead to this computer and read along.
        """
        if self.names and host in self.names:
            return True
        if is_loopback(self.host):
            return is_loopback(host)
        return not self.names or host == self.host


def is_loopback(host: str) -> bool:
    """Whether a host name means this computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
