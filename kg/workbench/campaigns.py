"""Campaigns: claiming items for a while, and how far all are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.engine import Connection, Row

from kg.errors import EditConflict, InvalidInput
from kg.workbench.campaign import Campaign, Progress
from kg.workbench.following import Follower
from kg.workbench.item import TO_DO, Event, Filter, Item, ItemState
from kg.workbench.ledger import Duplicate, Ledger, chunks
from kg.workbench.people import Who, named
from kg.workbench.rows import conditions, filter_of, filter_text, item_of
from kg.workbench.tables import CAMPAIGN, CAMPAIGN_ITEM, EVENT, ITEM, SKIP

#: The most items that somebody claims at once, characters of a name, and of a description.
MOST_CLAIMED, LONGEST_NAME, LONGEST_DESCRIPTION = 200, 200, 4000
_TO_DO = [state.value for state in TO_DO]
_DONE = [state.value for state in (ItemState.DECIDED, ItemState.PROPOSED, ItemState.DOUBTFUL)]


class Campaigns:
    """Parts of the queue that several people work through together."""

    def __init__(self, ledger: Ledger, follower: Follower, settings: Mapping[str, Any]) -> None:
        self._ledger = ledger
        self._follower = follower
        self._lease = timedelta(minutes=settings["workbench.lease_minutes"])

    def create(self, name: str, filter: Filter, *, by: Who, description: str = "", deadline: str = "") -> Campaign:
        """Make a campaign of the items that a filter gives now; what comes into the queue later is not part of it.

        Raises InvalidInput for a name that is taken or none, a deadline that is no day, a filter that gives no item.
        """
        who, name = named(by), name.strip()
        _check(name, description, deadline)
        self._follower.follow()
        try:
            with self._ledger.writing() as connection:
                rows = connection.execute(select(ITEM.c.id).where(conditions(filter)).order_by(ITEM.c.id))
                items = [row.id for row in rows]
                if not items:
                    raise InvalidInput("The campaign would have no items.", hint="Choose another filter.")
                values = {"name": name, "description": description.strip(), "deadline": deadline, "by": who}
                values |= {"filter": filter_text(filter), "created": self._ledger.clock()}
                made = insert(CAMPAIGN).values(**values, size=len(items), closed=False, version=1)
                key = connection.execute(made).inserted_primary_key
                id = int(key[0]) if key else 0
                for some in chunks(items, 5000):
                    members = [{"campaign": id, "item": item, "claimed_by": "", "until": ""} for item in some]
                    connection.execute(insert(CAMPAIGN_ITEM), members)
                self._ledger.note(connection, CAMPAIGN, [id], who, "created", f"{len(items)} items")
        except Duplicate:
            raise InvalidInput(f"There is a campaign {name!r} already.", hint="Choose another name.") from None
        return self.get(id)

    def get(self, id: int) -> Campaign:
        """A campaign by number. Raises NotFound."""
        with self._ledger.reading() as connection:
            return _campaign(self._ledger.row(connection, CAMPAIGN, id))

    def list(self, *, closed: bool = True) -> tuple[Campaign, ...]:
        """The campaigns, the newest first; without ``closed`` only those that go on."""
        wanted = select(CAMPAIGN) if closed else select(CAMPAIGN).where(~CAMPAIGN.c.closed)
        with self._ledger.reading() as connection:
            return tuple(_campaign(row) for row in connection.execute(wanted.order_by(CAMPAIGN.c.id.desc())))

    def claim(self, id: int, count: int, *, by: Who) -> tuple[Item, ...]:
        """Lease ``count`` more items (0 to 200), the likeliest first; returns all that one holds now, whose lease is
        renewed. After ``workbench.lease_minutes`` others can claim them.

        Raises EditConflict for a closed campaign, InvalidInput for another number.
        """
        who = named(by)
        if not 0 <= count <= MOST_CLAIMED:
            raise InvalidInput(f"One claims 0 to {MOST_CLAIMED} items at once.")
        self._follower.follow()
        now, until = self._now()
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, CAMPAIGN, id)
            if row.closed:
                raise EditConflict(f"The campaign {row.name!r} is closed.", hint="Reopen it first.")
            mine = and_(CAMPAIGN_ITEM.c.campaign == id, CAMPAIGN_ITEM.c.claimed_by == who)
            connection.execute(update(CAMPAIGN_ITEM).where(mine, CAMPAIGN_ITEM.c.until >= now).values(until=until))
            claimed = self._lease_free(connection, id, count, who, now, until)
            if claimed:
                self._ledger.note(connection, CAMPAIGN, [id], who, "claimed", f"{claimed} items")
            return tuple(item_of(row) for row in _held(connection, id, who, now))

    def held(self, id: int, *, by: Who) -> tuple[Item, ...]:
        """The items that one has claimed and whose lease goes on, the likeliest first. Raises NotFound."""
        who, (now, _) = named(by), self._now()
        self._follower.follow()
        with self._ledger.reading() as connection:
            self._ledger.row(connection, CAMPAIGN, id)
            return tuple(item_of(row) for row in _held(connection, id, who, now))

    def release(self, id: int, *, by: Who) -> int:
        """Give back what one has claimed; how many items that were."""
        who = named(by)
        with self._ledger.writing() as connection:
            self._ledger.row(connection, CAMPAIGN, id)
            mine = and_(CAMPAIGN_ITEM.c.campaign == id, CAMPAIGN_ITEM.c.claimed_by == who)
            held = connection.execute(update(CAMPAIGN_ITEM).where(mine).values(claimed_by="", until="")).rowcount
            self._ledger.note(connection, CAMPAIGN, [id], who, "released", f"{held} items")
            return held

    def progress(self, id: int) -> Progress:
        """How far a campaign is. Raises NotFound."""
        self._follower.follow()
        now, _ = self._now()
        with self._ledger.reading() as connection:
            total = self._ledger.row(connection, CAMPAIGN, id).size

            def count(*tests: ColumnElement[bool]) -> int:
                counted = _members(func.count(), id).where(*tests)
                return connection.execute(counted).scalar() or 0

            to_do, leased = ITEM.c.state.in_(_TO_DO), CAMPAIGN_ITEM.c.until >= now
            return Progress(
                total=total,
                done=count(ITEM.c.state.in_(_DONE)),
                claimed=count(to_do, leased),
                free=count(to_do, ~leased),
                shelved=count(ITEM.c.state == ItemState.SHELVED.value),
                people=_settled_by(connection, id),
            )

    def close(self, id: int, *, by: Who) -> Campaign:
        """End a campaign: nobody claims items of it any more. Raises EditConflict where it is closed."""
        return self._close(id, by, True)

    def reopen(self, id: int, *, by: Who) -> Campaign:
        """Go on with a closed campaign. Raises EditConflict where it is not closed."""
        return self._close(id, by, False)

    def history(self, id: int) -> tuple[Event, ...]:
        """What was done with a campaign, the oldest first. Raises NotFound."""
        return self._ledger.events(CAMPAIGN, id)

    def _close(self, id: int, by: Who, closed: bool) -> Campaign:
        who = named(by)
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, CAMPAIGN, id)
            if row.closed == closed:
                raise self._ledger.conflict(connection, CAMPAIGN, id)
            self._ledger.change(connection, CAMPAIGN, row, who, "closed" if closed else "reopened", closed=closed)
            if closed:
                of = update(CAMPAIGN_ITEM).where(CAMPAIGN_ITEM.c.campaign == id)
                connection.execute(of.values(claimed_by="", until=""))
        return self.get(id)

    def _now(self) -> tuple[str, str]:
        """The present moment, and that at which a lease of now ends."""
        now = self._ledger.clock()
        end = datetime.strptime(now, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + self._lease
        return now, f"{end:%Y-%m-%dT%H:%M:%SZ}"

    def _lease_free(self, connection: Connection, id: int, count: int, who: str, now: str, until: str) -> int:
        """Lease free items; one that another process leases at the same moment is passed over."""
        free = or_(CAMPAIGN_ITEM.c.claimed_by == "", CAMPAIGN_ITEM.c.until < now)
        others = and_(ITEM.c.state == ItemState.ASSIGNED.value, ITEM.c.assignee != who)
        skipped = ITEM.c.id.in_(select(SKIP.c.item).where(SKIP.c.who == who))
        wanted = _members(ITEM.c.id, id).where(free, ITEM.c.state.in_(_TO_DO), ~others, ~skipped)
        leased = 0
        for row in connection.execute(wanted.order_by(ITEM.c.score.desc(), ITEM.c.id).limit(2 * count)).all():
            if leased < count:
                one = and_(CAMPAIGN_ITEM.c.campaign == id, CAMPAIGN_ITEM.c.item == row.id, free)
                leased += connection.execute(
                    update(CAMPAIGN_ITEM).where(one).values(claimed_by=who, until=until)
                ).rowcount
        return leased


def _members(what: Any, id: int) -> Any:
    joined = CAMPAIGN_ITEM.join(ITEM, CAMPAIGN_ITEM.c.item == ITEM.c.id)
    return select(what).select_from(joined).where(CAMPAIGN_ITEM.c.campaign == id)


def _held(connection: Connection, id: int, who: str, now: str) -> Sequence[Row[Any]]:
    mine = _members(ITEM, id).where(CAMPAIGN_ITEM.c.claimed_by == who, CAMPAIGN_ITEM.c.until >= now)
    return connection.execute(mine.where(ITEM.c.state.in_(_TO_DO)).order_by(ITEM.c.score.desc(), ITEM.c.id)).all()


def _settled_by(connection: Connection, id: int) -> dict[str, int]:
    """Login -> items that are done and that this person proposed about or found doubtful last."""
    done = select(CAMPAIGN_ITEM.c.item).join(ITEM, CAMPAIGN_ITEM.c.item == ITEM.c.id)
    done = done.where(CAMPAIGN_ITEM.c.campaign == id, ITEM.c.state.in_(_DONE))
    lines = connection.execute(
        select(EVENT.c.number, EVENT.c.who)
        .where(EVENT.c.thing == "item", EVENT.c.what.in_(("proposed", "doubtful")), EVENT.c.number.in_(done))
        .order_by(EVENT.c.id)
    )
    last = {line.number: line.who for line in lines}
    people = sorted(last.values())
    return {who: people.count(who) for who in dict.fromkeys(people)}


def _campaign(row: Row[Any]) -> Campaign:
    return Campaign(
        id=row.id,
        name=row.name,
        description=row.description,
        filter=filter_of(row.filter),
        size=row.size,
        by=row.by,
        created=row.created,
        deadline=row.deadline,
        closed=row.closed,
        version=row.version,
    )


def _check(name: str, description: str, deadline: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME or len(description) > LONGEST_DESCRIPTION:
        raise InvalidInput(
            f"A campaign has a name of 1 to {LONGEST_NAME} characters and a description of up to {LONGEST_DESCRIPTION}."
        )
    if deadline:
        try:
            date.fromisoformat(deadline)
        except ValueError:
            raise InvalidInput(f"{deadline!r} is not a day.", hint="Write it as 2026-12-31.") from None
        if len(deadline) != 10:
            raise InvalidInput(f"{deadline!r} is not a day.", hint="Write it as 2026-12-31.")
