"""Passwords: which are accepted (NIST SP 800-63B-4, 3.1.1) and how they are kept (argon2id, RFC 9106)."""

from __future__ import annotations

import secrets
import string
import threading
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from kg.errors import InvalidInput

LONGEST_PASSWORD = 256
#: Passwords that are hashed at once: each takes the memory that the settings say.
_AT_ONCE = 2
_FEWEST_CHARACTERS = 5
_SEQUENCES = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
)
_WITHOUT_LOOKALIKES = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


class RefusedPassword(InvalidInput):
    """A password that is not accepted. ``reason`` is one of ``short``, ``long`` (with the ``limit``), ``guessed``,
    ``same`` and ``wrong``."""

    def __init__(self, message: str, reason: str, *, limit: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.limit = limit


class Hasher:
    """Hashes passwords and compares them, with the parameters of the settings."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """Raises InvalidInput where argon2 does not accept the parameters."""
        self._hasher = PasswordHasher(
            time_cost=settings["accounts.argon2_passes"],
            memory_cost=settings["accounts.argon2_kibibytes"],
            parallelism=settings["accounts.argon2_lanes"],
            type=Type.ID,
        )
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        try:
            self._nobody = self._hasher.hash(secrets.token_urlsafe())
        except VerificationError as error:
            raise InvalidInput(f"The argon2 settings cannot be used: {error}") from error

    def hash(self, password: str) -> str:
        """The text that is kept of a password: parameters, salt and hash."""
        with self._turn:
            return self._hasher.hash(_normal(password))

    def verify(self, kept: str, password: str) -> bool:
        """Whether a password is the one of which ``kept`` is held. It takes as long where ``kept`` is empty: there is
        then no account, or it has no password."""
        with self._turn:
            try:
                same = self._hasher.verify(kept or self._nobody, _normal(password)[: 4 * LONGEST_PASSWORD])
            except (VerificationError, InvalidHashError):
                return False
        return same and bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Whether the parameters have changed since."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, shortest: int, *words: str) -> None:
    """Raise RefusedPassword for one that is too short, too long, common, a sequence, or made of one of ``words``
    (login name, display name, title of the site …). No kinds of characters are asked for."""
    if len(_normal(password)) < shortest:
        raise RefusedPassword(
            f"The password has fewer than {shortest} characters.",
            "short",
            limit=shortest,
            hint="Several words with spaces are good.",
        )
    if len(password) > LONGEST_PASSWORD:
        message = f"The password has more than {LONGEST_PASSWORD} characters."
        raise RefusedPassword(message, "long", limit=LONGEST_PASSWORD, hint="Choose a shorter one.")
    if _is_guessed(_normal(password).casefold(), words):
        raise RefusedPassword(
            "The password is easily guessed: it is common, a sequence, repeats itself, or is made of your name.",
            "guessed",
            hint="Several words that have nothing to do with each other are good.",
        )


def temporary_password() -> str:
    """A random password of 100 bits that can be read out: five groups of four, without characters that look alike."""
    return "-".join("".join(secrets.choice(_WITHOUT_LOOKALIKES) for _ in range(4)) for _ in range(5))


def _is_guessed(password: str, words: tuple[str, ...]) -> bool:
    if len(set(password)) < _FEWEST_CHARACTERS or password in common_passwords():
        return True
    if any(password in sequence * 2 or password in sequence[::-1] * 2 for sequence in _SEQUENCES):
        return True
    bare = "".join(each for each in password if each.isalpha())
    own = {"".join(each for each in _normal(word).casefold() if each.isalpha()) for word in words}
    known = common_passwords() | {word for word in own if len(word) > 1}
    return bool(bare) and any(bare == word * (len(bare) // len(word)) for word in known)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode("utf-8")


@cache
def common_passwords() -> frozenset[str]:
    """Passwords and words that are tried first, from ``common_passwords.txt``."""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
