"""Tokens of programs: ``zhishu_`` + 32 random characters + 6 of a checksum, so that scanners for secrets find them.

A token is shown once, and only its SHA-256 is kept. It allows what its role allows, and never more than its owner may.
"""

from __future__ import annotations

import re
import secrets
import string
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine, Row

from kg.accounts.account import Account, NotAllowed, RefusedName, SignInRequired
from kg.accounts.moments import later, seconds_between
from kg.accounts.roles import Role
from kg.accounts.sessions import digest
from kg.accounts.tables import TOKEN
from kg.database import readable
from kg.errors import NotFound

PREFIX = "zhishu_"
LONGEST_TITLE = 100
#: Days for which a token can be good at most.
MOST_DAYS = 366
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 32, 6
_FORM = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_RANDOM}}})([0-9A-Za-z]{{{_CHECK}}})")
_SHOWN = len(PREFIX) + 4
_SEEN_SECONDS = 60
_WHAT = "The tokens"


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token. ``beginning`` are its first characters; ``used`` and ``revoked`` may be empty."""

    number: int
    account: str
    title: str
    beginning: str
    role: Role
    created: str
    expires: str
    used: str
    revoked: str

    def standing(self, now: str) -> str:
        """``valid``, ``revoked`` or ``expired``."""
        return "revoked" if self.revoked else "expired" if self.expires <= now else "valid"


class Tokens:
    """All tokens of an installation."""

    def __init__(self, engine: Engine, clock: Callable[[], str]) -> None:
        self._engine = engine
        self._clock = clock

    def make(self, owner: Account, title: str, role: Role, days: int) -> tuple[str, Token]:
        """A new token as text, to be shown once, and what is kept of it.

        Raises RefusedName without a title or for a time that is too long, NotAllowed for a role above the owner's.
        """
        title = " ".join(title.split())
        if not title or len(title) > LONGEST_TITLE:
            raise RefusedName(
                "A token needs a name.", "title", hint=f"What it is for, in at most {LONGEST_TITLE} letters."
            )
        if not 1 <= days <= MOST_DAYS:
            raise RefusedName(f"A token cannot be good for {days} days.", "days", hint=f"From 1 to {MOST_DAYS} days.")
        if role > owner.role:
            raise NotAllowed("A token cannot have a role above that of its owner.", hint=f"At most: {owner.role.key}.")
        random = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
        text, now = f"{PREFIX}{random}{checksum(random)}", self._clock()
        kept: dict[str, Any] = {
            "account": owner.name,
            "title": title,
            "beginning": text[:_SHOWN],
            "role": role.key,
            "created": now,
            "expires": later(now, days * 86_400),
            "used": "",
            "revoked": "",
        }
        with readable(_WHAT), self._engine.begin() as connection:
            result = connection.execute(insert(TOKEN).values(**kept, digest=digest(text)))
            number = result.inserted_primary_key[0] if result.inserted_primary_key else 0
        return text, Token(**{**kept, "number": number, "role": role})

    def find(self, text: str) -> Token:
        """The token of a text. Raises SignInRequired for one that is mistyped, unknown, revoked or expired."""
        form = _FORM.fullmatch(text)
        if form is None or checksum(form[1]) != form[2]:
            raise _refused("not a token of this installation, or not the whole of one")
        key, now = digest(text), self._clock()
        with readable(_WHAT), self._engine.connect() as connection:
            row = connection.execute(select(TOKEN).where(TOKEN.c.digest == key)).first()
        if row is None:
            raise _refused("unknown token")
        token = _token(row)
        match token.standing(now):
            case "revoked":
                raise _refused(f"revoked on {token.revoked}")
            case "expired":
                raise _refused(f"expired on {token.expires}")
        if not token.used or seconds_between(token.used, now) >= _SEEN_SECONDS:
            with readable(_WHAT), self._engine.begin() as connection:
                connection.execute(update(TOKEN).where(TOKEN.c.digest == key).values(used=now))
        return token

    def of(self, account: str = "") -> list[Token]:
        """The tokens of an account, or all, the latest first; revoked and expired ones stay in the list."""
        query = select(TOKEN).order_by(TOKEN.c.number.desc())
        if account:
            query = query.where(TOKEN.c.account == account)
        with readable(_WHAT), self._engine.connect() as connection:
            return [_token(row) for row in connection.execute(query)]

    def revoke(self, number: int, account: str = "") -> Token:
        """Revoke a token, of that account where one is named. Raises NotFound; a revoked one stays as it is."""
        here = TOKEN.c.number == number if not account else (TOKEN.c.number == number) & (TOKEN.c.account == account)
        with readable(_WHAT), self._engine.begin() as connection:
            connection.execute(update(TOKEN).where(here, TOKEN.c.revoked == "").values(revoked=self._clock()))
            row = connection.execute(select(TOKEN).where(here)).first()
        if row is None:
            raise NotFound(f"There is no token {number}.")
        return _token(row)


def checksum(random: str) -> str:
    """The CRC-32 of the random characters in base 62, six characters: what is mistyped is refused without a look-up.

    >>> checksum("0" * 32), checksum("0" * 31 + "1")
    ('2wjyrI', '3xCZeQ')
    """
    rest, found = zlib.crc32(random.encode()), ""
    for _ in range(_CHECK):
        rest, digit = divmod(rest, len(_ALPHABET))
        found = _ALPHABET[digit] + found
    return found


def _refused(reason: str) -> SignInRequired:
    hint = "Make a new one on the page of your account."
    return SignInRequired(f"The token in the request is not valid: {reason}.", hint=hint, reason=reason)


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        row.number,
        row.account,
        row.title,
        row.beginning,
        Role.named(row.role),
        row.created,
        row.expires,
        row.used,
        row.revoked,
    )
