"""An account: who somebody is and what they may do here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kg.accounts.roles import Role
from kg.errors import InvalidInput, ZhishuError

LONGEST_NAME = 64
#: Names under which programs take decisions: nobody can sign in as one of them.
RESERVED = frozenset({"reconciliation", "clustering", "curation", "system", "anonymous", "zhishu"})
#: ASCII letters in lower case, digits, Han characters; inside also dot, dash and underscore.
_NAME = re.compile(r"[a-z0-9\u3400-\u4dbf\u4e00-\u9fff][a-z0-9\u3400-\u4dbf\u4e00-\u9fff._-]{1,63}")
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,190}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class SignInRequired(ZhishuError):
    """Somebody has to sign in first, or the token that was sent is not valid (RFC 9110, 15.5.2).

    ``reason`` says in a few words what is wrong with the token, empty where none was sent.
    """

    status = 401

    def __init__(self, message: str, *, hint: str = "", reason: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class NotAllowed(ZhishuError):
    """The account may not do this."""

    status = 403


class RefusedName(InvalidInput):
    """A name, address or title that cannot be used. ``reason`` is one of ``form``, ``reserved``, ``taken``,
    ``display``, ``email``, ``title`` and ``days``."""

    def __init__(self, message: str, reason: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in. ``role`` is, for a request with a token, at most the role of the token.

    ``temporary`` is the moment at which a temporary password expires, empty for a password of one's own.
    """

    name: str
    display_name: str
    role: Role
    email: str = ""
    language: str = ""
    active: bool = True
    created: str = ""
    temporary: str = ""

    @property
    def agent(self) -> str:
        """The text that goes into decisions: the display name with the login name, which is nobody else's.

        >>> Account("shen", "沈津", Role.CATALOGUER).agent, Account("shen", "", Role.READER).agent
        ('沈津 (shen)', 'shen')
        """
        shown = self.display_name.strip()
        return f"{shown} ({self.name})" if shown and shown != self.name else self.name

    def may(self, permission: str) -> bool:
        """Whether the account has a permission of ``roles.toml``. Raises KeyError for one that is not there."""
        return self.active and self.role.may(permission)


def folded_name(text: str) -> str:
    """A login name in the one form in which it is kept: compatibility forms resolved, lower case, no outer spaces.

    >>> folded_name(" Ｓhen ")
    'shen'
    """
    return unicodedata.normalize("NFKC", text).strip().lower()


def checked_name(text: str) -> str:
    """A login name for a new account. Raises InvalidInput for one that cannot be used."""
    name = folded_name(text)
    if not _NAME.fullmatch(name):
        raise RefusedName(
            f"{text[:LONGEST_NAME]!r} cannot be a login name.",
            "form",
            hint="Use 2 to 64 letters a-z, digits or Han characters; inside also dot, dash and underscore.",
        )
    if name in RESERVED:
        raise RefusedName(f"{name!r} is reserved for programs.", "reserved", hint="Choose another login name.")
    return name


def checked_display_name(text: str) -> str:
    """A display name in one line. Raises InvalidInput for one that is too long or has invisible characters."""
    shown = " ".join(unicodedata.normalize("NFC", text).split())
    if len(shown) > LONGEST_NAME or _UNPRINTABLE.search(shown):
        raise RefusedName(
            "The display name is too long or has invisible characters.",
            "display",
            hint=f"At most {LONGEST_NAME} characters.",
        )
    return shown


def checked_email(text: str) -> str:
    """An e-mail address, or empty. Raises InvalidInput for what cannot be one."""
    address = text.strip()
    if address and not _EMAIL.fullmatch(address):
        raise RefusedName(f"{address[:80]!r} is not an e-mail address.", "email", hint="It may be left empty.")
    return address
