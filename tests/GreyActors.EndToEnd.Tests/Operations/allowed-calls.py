"""Runs a command under the SystemCallFilter= and RestrictAddressFamilies= of a unit file, as systemd would: allowed-calls.py UNIT COMMAND..."""
import errno
import os
import socket
import subprocess
import sys

import seccomp


def settings(unit, name):
    with open(unit, encoding="ascii") as lines:
        return [line.strip().split("=", 1)[1] for line in lines if line.startswith(name + "=")]


def calls(group):
    listed = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager", group], capture_output=True, text=True, check=True).stdout
    found = set()
    for line in map(str.strip, listed.splitlines()[1:]):
        if line.startswith("@"):
            found |= calls(line)
        elif line and not line.startswith("#"):
            found.add(line)
    return found


unit, command = sys.argv[1], sys.argv[2:]
allowed, always = set(), calls("@default")
for groups in settings(unit, "SystemCallFilter"):
    for group in groups.lstrip("~").split():
        allowed = allowed - calls(group) if groups.startswith("~") else allowed | calls(group)

refusing = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
for call in sorted((allowed | always) - {"socket"}):
    try:
        refusing.add_rule(seccomp.ALLOW, call)
    except RuntimeError:
        pass  # Not of this machine.
for family in settings(unit, "RestrictAddressFamilies")[0].split():
    refusing.add_rule(seccomp.ALLOW, "socket", seccomp.Arg(0, seccomp.EQ, int(getattr(socket, family))))
refusing.load()
os.execvp(command[0], command)
