"""The accounts of an installation: made, changed, signed in. One is disabled, never deleted: decisions name it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from kg.accounts.account import (
    Account,
    RefusedName,
    SignInRequired,
    checked_display_name,
    checked_email,
    checked_name,
    folded_name,
)
from kg.accounts.audit import AuditLog
from kg.accounts.moments import later
from kg.accounts.passwords import Hasher, RefusedPassword, check_password, temporary_password
from kg.accounts.roles import Role
from kg.accounts.sessions import Sessions
from kg.accounts.tables import ACCOUNT, IDENTITY, METADATA
from kg.accounts.throttle import Throttle
from kg.accounts.tokens import Token, Tokens
from kg.database import open_database, readable
from kg.errors import InvalidInput, NotFound

_WHAT = "The accounts"
_REFUSED = "Name or password is wrong, or the account is not in use."


class Accounts:
    """All accounts, with their ``sessions``, ``tokens``, ``throttle`` and the ``audit`` log. Safe between threads and
    between processes."""

    def __init__(self, url: str, settings: Mapping[str, Any], clock: Callable[[], str]) -> None:
        """Open, and make the tables where they are missing.

        Raises InvalidInput for an address that is none, WorkspaceError where the database cannot be used.
        """
        self._engine = open_database(url)
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._hasher: Hasher | None = None
        with readable(_WHAT), self._engine.begin() as connection:
            METADATA.create_all(connection)
        self.sessions = Sessions(self._engine, settings, clock)
        self.tokens = Tokens(self._engine, clock)
        self.throttle = Throttle(self._engine, settings, clock)
        self.audit = AuditLog(self._engine, clock)

    def now(self) -> str:
        """The present moment by the clock of the workspace."""
        return self._clock()

    def add(
        self, name: str, password: str = "", *, role: Role, display_name: str = "", email: str = "", language: str = ""
    ) -> Account:
        """Make an account; without a password it can only be used by OpenID Connect, or after ``reset``.

        Raises InvalidInput for a name that is taken or cannot be one, and for a password that is easily guessed.
        """
        values: dict[str, Any] = {
            "name": checked_name(name),
            "display_name": checked_display_name(display_name),
            "email": checked_email(email),
            "role": role.key,
            "active": True,
            "language": language,
            "password": "",
            "temporary": "",
            "created": self._clock(),
        }
        if password:
            self._check(password, values["name"], values["display_name"], values["email"])
            values["password"] = self._passwords().hash(password)
        with readable(_WHAT):
            try:
                with self._engine.begin() as connection:
                    connection.execute(insert(ACCOUNT).values(values))
            except IntegrityError:
                raise RefusedName(f"There is an account {values['name']!r} already.", "taken") from None
        return self.get(values["name"])

    def get(self, name: str) -> Account:
        """The account of a login name. Raises NotFound."""
        if (found := self.find(name)) is None:
            raise NotFound(f"There is no account {name[:64]!r}.", hint="`zhishu user list` names all.")
        return found

    def find(self, name: str) -> Account | None:
        """The account of a login name, None where there is none."""
        row = self._row(folded_name(name))
        return _account(row) if row else None

    def all(self) -> list[Account]:
        """Every account, by name."""
        with readable(_WHAT), self._engine.connect() as connection:
            return [_account(row) for row in connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.name))]

    def sign_in(self, name: str, password: str, *, address: str = "") -> Account:
        """The account whose name and password these are.

        The answer is the same, and takes as long, whether the name is unknown, the password wrong, or the account
        disabled: SignInRequired. Raises Throttled after too many failures.
        """
        name = folded_name(name)
        self.throttle.begin(name, address)
        row = self._row(name)
        right = self._passwords().verify(row.password if row else "", password)
        if row is None or not right or not row.active or self._has_expired(row):
            # What was typed as an unknown name may be a password: it is not written down.
            self.audit.write("signin.failed", about=row.name if row else "", address=address)
            raise SignInRequired(_REFUSED, hint="An administrator can give you a new password.")
        self.throttle.succeeded(name, address)
        if self._passwords().is_outdated(row.password):
            self._set(name, password=self._passwords().hash(password))
        return _account(row)

    def has_password(self, name: str) -> bool:
        """Whether an account has a password. Raises NotFound."""
        return bool(self._existing(name).password)

    def check_own_password(self, name: str, password: str, *, address: str = "") -> None:
        """Raise InvalidInput where this is not the password of the account, Throttled after too many failures."""
        self.throttle.begin(name, address)
        if not self._passwords().verify(self._existing(name).password, password):
            self.audit.write("password.refused", about=name, account=name, address=address)
            raise RefusedPassword("The present password is wrong.", "wrong", hint="Type it again.")
        self.throttle.succeeded(name, address)

    def set_password(self, name: str, password: str, *, but: str = "") -> None:
        """Give an account a new password; all its sessions but the one with the digest ``but`` end.

        Raises NotFound, and InvalidInput for a password that is easily guessed or is the present one.
        """
        row = self._existing(name)
        self._check(password, row.name, row.display_name, row.email)
        if row.password and self._passwords().verify(row.password, password):
            raise RefusedPassword("This is the present password.", "same", hint="Choose another one.")
        self._set(row.name, password=self._passwords().hash(password), temporary="")
        self.sessions.end_all(row.name, but=but)

    def reset(self, name: str) -> str:
        """Give an account a temporary password, which is returned and has to be changed at the next sign-in; its
        sessions end. Raises NotFound."""
        row, password = self._existing(name), temporary_password()
        expires = later(self._clock(), self._settings["accounts.temporary_hours"] * 3600)
        self._set(row.name, password=self._passwords().hash(password), temporary=expires)
        self.sessions.end_all(row.name)
        return password

    def change(self, name: str, *, display_name: str, email: str, language: str) -> Account:
        """Change what is known of somebody. Raises NotFound, InvalidInput."""
        row = self._existing(name)
        self._set(
            row.name,
            display_name=checked_display_name(display_name),
            email=checked_email(email),
            language=language,
        )
        return self.get(row.name)

    def set_role(self, name: str, role: Role) -> Account:
        """Give an account another role, at once for its sessions and tokens. Raises NotFound."""
        self._set(self._existing(name).name, role=role.key)
        return self.get(name)

    def disable(self, name: str) -> Account:
        """Take an account out of use: its sessions end, its tokens are refused. Raises NotFound."""
        row = self._existing(name)
        self._set(row.name, active=False)
        self.sessions.end_all(row.name)
        return self.get(row.name)

    def enable(self, name: str) -> Account:
        """Take an account into use again. Raises NotFound."""
        self._set(self._existing(name).name, active=True)
        return self.get(name)

    def of_session(self, token: str) -> tuple[Account, str] | None:
        """The account of a session token and the digest of the session; None where it has ended."""
        session = self.sessions.find(token)
        row = self._row(session.account) if session else None
        return (_account(row), session.digest) if session and row and row.active else None

    def of_token(self, text: str) -> tuple[Account, Token]:
        """The account of a token of a program, with the role that the token allows. Raises SignInRequired."""
        token = self.tokens.find(text)
        row = self._row(token.account)
        if row is None or not row.active or row.temporary:
            raise SignInRequired(
                "The token in the request is not valid: its account is not in use.", reason="account not in use"
            )
        return _account(row, at_most=token.role), token

    def of_identity(self, issuer: str, subject: str) -> Account | None:
        """The account of somebody at an OpenID provider, None where they have none yet."""
        query = select(IDENTITY.c.account).where(IDENTITY.c.issuer == issuer, IDENTITY.c.subject == subject)
        with readable(_WHAT), self._engine.connect() as connection:
            name = connection.execute(query).scalar()
        return self.find(name) if name else None

    def add_of_identity(self, issuer: str, subject: str, wanted: str, *, role: Role, display_name: str) -> Account:
        """Make the account of somebody at an OpenID provider; its name is ``wanted`` as far as that is possible.

        Never an account that is there already: a name or an address that a provider tells is no proof of who it is.
        """
        try:
            stem = checked_name("".join(c if c.isalnum() or c in "._-" else "-" for c in folded_name(wanted))[:50])
        except InvalidInput:
            stem = "oidc"
        names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 10_000))
        name = next(each for each in names if self.find(each) is None)
        account = self.add(name, role=role, display_name=display_name)
        with readable(_WHAT), self._engine.begin() as connection:
            connection.execute(insert(IDENTITY).values(issuer=issuer, subject=subject, account=account.name))
        return account

    def active_administrators(self) -> int:
        """How many accounts in use can administer others."""
        mine = (ACCOUNT.c.role == Role.ADMINISTRATOR.key) & ACCOUNT.c.active
        with readable(_WHAT), self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(ACCOUNT).where(mine)).scalar() or 0

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    def _check(self, password: str, *words: str) -> None:
        more = (self._settings["title"], words[-1].partition("@")[0])
        check_password(password, self._settings["accounts.password_length"], *words, *more)

    def _has_expired(self, row: Row[Any]) -> bool:
        """Whether the password was a temporary one, and its time is over."""
        return bool(row.temporary) and row.temporary <= self._clock()

    def _existing(self, name: str) -> Row[Any]:
        if (row := self._row(folded_name(name))) is None:
            raise NotFound(f"There is no account {name[:64]!r}.", hint="`zhishu user list` names all.")
        return row

    def _row(self, name: str) -> Row[Any] | None:
        with readable(_WHAT), self._engine.connect() as connection:
            return connection.execute(select(ACCOUNT).where(ACCOUNT.c.name == name)).first()

    def _set(self, name: str, **values: object) -> None:
        with readable(_WHAT), self._engine.begin() as connection:
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.name == name).values(values))

    def _passwords(self) -> Hasher:
        with self._lock:
            if self._hasher is None:
                self._hasher = Hasher(self._settings)
            return self._hasher


def _account(row: Row[Any], at_most: Role = Role.ADMINISTRATOR) -> Account:
    return Account(
        name=row.name,
        display_name=row.display_name,
        role=min(Role.named(row.role), at_most),
        email=row.email,
        language=row.language,
        active=row.active,
        created=row.created,
        temporary=row.temporary,
    )
