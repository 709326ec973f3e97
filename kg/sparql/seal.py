"""Takes a process's ability to open sockets away, for good, without privileges.

A seccomp filter (Linux, ``man 2 seccomp``) answers ``socket`` and ``io_uring_setup`` with "permission denied" for the
calling thread and every thread and process that it starts later. It is the second line of defence behind the guard:
a SERVICE clause that slipped through finds no network.
"""

from __future__ import annotations

import ctypes
import os
import sys
from errno import EACCES

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000 | EACCES, 0x7FFF0000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_SYSCALL_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_X32_CALLS = 0x40000000
_IO_URING_SETUP = 425

# machine: (AUDIT_ARCH_…, number of socket), from linux/audit.h and asm/unistd.h
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198), "riscv64": (0xC00000F3, 198)}


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


def seal_network() -> bool:
    """Refuse this thread and its descendants every new socket; False where the system has no such means.

    Raises ``OSError`` if the system should be able to but is not.
    """
    if sys.platform != "linux" or os.uname().machine not in _MACHINES or sys.maxsize < 2**32:
        return False
    architecture, socket = _MACHINES[os.uname().machine]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _SYSCALL_NUMBER),
        (_IF_AT_LEAST, 3, 0, _X32_CALLS),
        (_IF_EQUAL, 2, 0, socket),
        (_IF_EQUAL, 1, 0, _IO_URING_SETUP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_void_p] * 4]
    for option, first, second in (
        (_PR_SET_NO_NEW_PRIVS, 1, None),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program)),
    ):
        if libc.prctl(option, first, second, None, None):
            number = ctypes.get_errno()
            raise OSError(number, f"the network of a query worker cannot be sealed: {os.strerror(number)}")
    return True
