"""The operating system's account that the server runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from chargehouse.platform.postgres.embedded.errors import PostgresUnusable

_UNPRIVILEGED = ("postgres", "nobody")


class Credentials(TypedDict, total=False):
    """What `subprocess` needs to become an account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `is_other` when we are root and lend the server this account instead."""

    uid: int
    gid: int
    name: str
    is_other: bool

    def credentials(self) -> Credentials:
        """Return the arguments that make a subprocess run as this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a path of ours to this account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may(self, test: Literal["-x", "-r"], path: Path) -> bool:
        """Tell, by asking the kernel, whether this account can enter or read `path`."""
        asked = subprocess.run(  # noqa: S603  fixed program, the path is an argument
            ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, str(path)],
            cwd="/",
            check=False,
            **self.credentials(),
        )
        return asked.returncode == 0


def account_for(cluster: Path) -> Account:
    """Return who runs the server: the cluster's owner, else ourselves, else an unprivileged one.

    Raises `PostgresUnusable` when the cluster belongs to an account that we cannot act as.
    """
    us = os.geteuid()
    owner = cluster.stat().st_uid if cluster.exists() else None
    if us != 0:
        if owner not in {None, us}:
            raise PostgresUnusable(
                f"The database in {cluster} belongs to the account {_name(owner)}; "
                f"start Chargehouse as that account or as root"
            )
        return Account(us, os.getegid(), _name(us), is_other=False)
    if owner == 0:
        raise PostgresUnusable(
            f"The database in {cluster} belongs to root, as which PostgreSQL refuses to run; "
            f"give it to another account: chown -R postgres {cluster.parent}"
        )
    if owner is not None:
        return Account(owner, cluster.stat().st_gid, _name(owner), is_other=True)
    return _unprivileged()


def _unprivileged() -> Account:
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name, is_other=True)
    raise PostgresUnusable(
        "PostgreSQL refuses to run as root, and there is no account named "
        "postgres or nobody to run it as; create one, or start Chargehouse as another account"
    )


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid if uid is not None else os.geteuid()).pw_name
    except KeyError:
        return str(uid)
