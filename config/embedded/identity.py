"""Give a server process an identity that PostgreSQL accepts, whoever started it."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


class Identity(StrEnum):
    """
    How a server stops being uid 0.

    PostgreSQL refuses to run as root, and `initdb` wants its uid to have a name. A namespace of one user satisfies both
    while rights on files stay those of the caller, so no user is made and no folder is opened up. Where namespaces are
    forbidden, root becomes `nobody`, who then needs folders of its own.
    """

    PLAIN = "plain"
    NAMESPACE = "namespace"
    NOBODY = "nobody"


@cache
def suitable() -> Identity:
    """Return the first identity that works here."""
    if os.geteuid() != 0 and _has_a_name(os.geteuid()):
        return Identity.PLAIN
    probe = subprocess.run(
        [sys.executable, "-I", "-c", ""], preexec_fn=_enter_namespace_quietly, stderr=subprocess.DEVNULL
    )
    if probe.returncode == 0:
        return Identity.NAMESPACE
    return Identity.NOBODY if os.geteuid() == 0 else Identity.PLAIN


def nobody() -> pwd.struct_passwd:
    """
    Return an account that is not root, `nobody` where there is one.

    :raises LookupError: if the machine knows no account but root.
    """
    accounts = sorted((a for a in pwd.getpwall() if a.pw_uid != 0), key=lambda a: a.pw_name != "nobody")
    if not accounts:
        raise LookupError("This machine has no account other than root.")
    return accounts[0]


def becoming(identity: Identity, *, dies_with_parent: int | None = signal.SIGINT) -> Callable[[], None]:
    """
    Return a `preexec_fn` that takes on `identity`.

    `dies_with_parent` is the signal that the kernel sends when the starter dies, however it dies; None for none.
    """
    account = None if identity is Identity.PLAIN else nobody()
    # Loaded before the fork: a child between fork and exec should not open libraries.
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def take_on() -> None:
        if account is not None and identity is Identity.NAMESPACE:
            _enter_namespace(libc, account)
        elif account is not None:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        if dies_with_parent is not None:
            # Last, for the kernel forgets it when the identity changes.
            libc.prctl(PR_SET_PDEATHSIG, dies_with_parent)
            if os.getppid() != parent:  # the starter died before the wish was made
                os._exit(1)

    return take_on


def _has_a_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _enter_namespace(libc: ctypes.CDLL, account: pwd.struct_passwd) -> None:
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{account.pw_uid} {uid} 1"),
        ("gid_map", f"{account.pw_gid} {gid} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(line)


def _enter_namespace_quietly() -> None:
    try:
        _enter_namespace(ctypes.CDLL(None, use_errno=True), nobody())
    except (OSError, LookupError):
        os._exit(1)
