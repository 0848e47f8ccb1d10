"""A backup: every row in one encrypted file, of one moment, taken while the bot runs; and its restoring.

What is in it: the tables, restricted texts still sealed. What never is: the key file, without which neither
the backup nor the restricted texts can be read (keep a copy of it elsewhere), and the Matrix store: bringing
back an old copy of that one would use message keys twice, so a restored bot starts with a new device.

A restored bot must not say again what was said since the backup was taken. So, in what is restored: parcels
that were unsent are held (blocked, cause "restored") until the operator lets them go, and then looked for before
they are sent; the places in the platforms' streams are forgotten, so that nothing old is heard again as if new;
nobody holds an account. Nor may it know more than it did: what was revoked or ended since is done again from the
tombstones (storage/tombstone.py), and without them every room has to be authorised anew.

The file: a magic word, a random salt, then chunks of AES-256-GCM with a key for this file alone (HKDF of the
root key and the salt). Each chunk's nonce is its number, its associated data says whether it is the last, so
a file cut short is refused.
"""

import base64
import json
import os
import secrets
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, MetaData, Table, case, delete, func, insert, inspect, select, text, update

from storage import lesson_search, migrations, tombstone
from storage.engine import READS, UNCHECKED, BadDatabase, connected, make_engine
from storage.keys import KeyRing
from storage.keystone import prove
from storage.outbox import Kind, Parcel, ParcelState
from storage.room import Room, RoomKind, RoomState
from storage.unit import Storage

MAGIC = b"ROUNDTABLE1\n"
SALT_BYTES = 16
CHUNK = 1 << 20  # bytes of compressed rows in one chunk
LENGTH_BYTES = 4  # in front of each chunk, big-endian
NONCE_BYTES = 12
BATCH = 500  # rows read or inserted at a time
GZIP = 31  # zlib's word for its format with a checksum
VERSIONS = "alembic_version"
RESTORED = "restored"  # the cause of what was unsent in a backup, and is held
RELIVED = "relived"  # of what the clock made once more for the time since, and is held
FORGOTTEN = timedelta(hours=1)  # longer than any platform is relied upon to know the key of a parcel
OLDEST = timedelta(days=7)  # a backup of a version that did not say when it was taken counts as so old


class BadBackup(Exception):
    """The backup can't be taken or restored; the message is one sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore found: the rows, when they were taken, and what of them may not go on as it was.

    `held` parcels wait to be let go, `closed` rooms to be authorised again, `narrowed` rows lost what was taken from
    them since; `complete` says that the tombstones knew of all of that.
    """

    rows: int
    taken_at: datetime
    held: int = 0
    closed: int = 0
    narrowed: int = 0
    complete: bool = False


async def backup(storage: Storage, file: Path | str, *, now: datetime) -> int:
    """Write every row, as of now, into a new file (mode 0600); how many rows. Raises BadBackup,
    BadKeyFile or StorageTrouble.

    On a connection of its own and in one read-only snapshot: the bot goes on writing meanwhile.
    """
    url = storage.engine.url.render_as_string(hide_password=False)
    options: dict[str, Any] = {READS: True}
    if storage.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    async with storage.unit() as unit:
        await prove(unit, first=False)  # sealed with other keys, nobody could read it when it is needed
    engine = make_engine(url)
    try:
        async with connected(engine, **options) as connection:
            return await connection.run_sync(lambda one: _write(one, Path(file), storage.keys, now))
    finally:
        await engine.dispose()


async def restore(
    file: Path | str, url: str, keys: KeyRing, *, now: datetime, tombstones: Path | None = None
) -> Restored:
    """Put a backup into an empty database, of either kind, wholly or not at all.

    `tombstones` is the file of the folder that ran last; whoever names it says that nothing else ran since. Raises
    BadBackup when a file, the key or the database isn't right, and StorageTrouble.
    """
    engine = make_engine(url)
    try:
        ended = None if tombstones is None else _ended(tombstones, Path(file))
        async with connected(engine, **{UNCHECKED: True}) as connection:
            restored = await connection.run_sync(lambda one: _read(one, Path(file), keys, ended, now))
            await connection.commit()
            return restored
    except OSError as error:
        raise BadBackup(f"The backup {file} can't be read: {error.strerror}.") from error
    finally:
        await engine.dispose()


async def hold(storage: Storage, now: datetime) -> int:
    """Keep from leaving what the clock made anew and waits to leave: it was sent, perhaps. How many parcels.

    What only takes away (a removal, a post taken back) is no news to anybody when it happens twice, and goes on.
    """
    async with storage.unit() as unit:
        return cast(
            int, await (await unit.session.connection()).run_sync(partial(_hold_parcels, now=now, cause=RELIVED))
        )


async def let_go(storage: Storage, now: datetime, *, relived: bool = False) -> int:
    """Let what a restore held leave after all; each is looked for first. How many parcels.

    What the clock made anew has a key of its own, by which what was made before isn't found: it leaves only if it is
    asked for (`relived`), by who knows that the bot was away already when it came due.
    """
    causes = [RESTORED, *([RELIVED] if relived else [])]
    async with storage.unit() as unit:
        held = (Parcel.state == ParcelState.BLOCKED) & Parcel.cause.in_(causes)
        freed = {"state": ParcelState.DUE, "not_before": now, "cause": "", "settled_at": None}
        return await unit.change(update(Parcel).where(held).values(freed))


def _ended(tombstones: Path, file: Path) -> list[Mapping[str, Any]]:
    with file.open("rb") as source:
        source.seek(len(MAGIC))
        ended = tombstone.told(tombstones, source.read(SALT_BYTES).hex())
    if ended is None:
        raise BadBackup(f"The file {tombstones} doesn't know of this backup, so it can't tell what happened since.")
    return ended


def _write(connection: Connection, file: Path, keys: KeyRing, now: datetime) -> int:
    _patiently(connection)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # 0600
    except OSError as error:
        raise BadBackup(f"The backup {file} can't be written: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as out:
            sealer = _Sealer(out, keys)
            tombstone.mark(keys, sealer.id)
            rows = _dump(connection, sealer, now)
            out.flush()
            os.fsync(out.fileno())
        os.link(name, file)  # never over an older one
    except FileExistsError as error:
        raise BadBackup(f"There is a file {file} already: name a new one.") from error
    except OSError as error:
        raise BadBackup(f"The backup {file} can't be written: {error.strerror}.") from error
    finally:
        os.unlink(name)
    return rows


def _dump(connection: Connection, out: "_Sealer", now: datetime) -> int:
    """One line of JSON for the revision and the time, one for each table with its columns, one for each row."""
    rows = 0
    out.line({"revision": migrations.current(connection), "at": now.astimezone(UTC).isoformat()})
    for table in _tables(connection):
        out.line({"table": table.name, "columns": table.columns.keys()})
        for row in connection.execution_options(yield_per=BATCH).execute(select(table)):
            out.line([_pack(value) for value in row])
            rows += 1
    out.close()
    return rows


def _read(
    connection: Connection, file: Path, keys: KeyRing, ended: list[Mapping[str, Any]] | None, now: datetime
) -> Restored:
    _patiently(connection)
    if inspect(connection).get_table_names():
        raise BadBackup("A backup is restored into an empty database only; this one has tables.")
    lines = _lines(file, keys)
    header = next(lines)
    try:
        migrations.upgrade(connection, header["revision"])
    except BadDatabase as error:
        raise BadBackup("The backup was taken by a newer version of Roundtable: use that version.") from error
    bind_again = _unbind(connection)
    rows = _load(connection, lines)
    bind_again()
    migrations.upgrade(connection)
    lesson_search.rebuild(connection)
    connection.execute(text("DELETE FROM checkpoint"))
    connection.execute(text("DELETE FROM lease"))
    taken_at = datetime.fromisoformat(header["at"]) if "at" in header else now - OLDEST
    return Restored(
        rows=rows,
        taken_at=taken_at,
        held=_hold_parcels(connection, now=now),
        narrowed=tombstone.narrow(connection, ended, now) if ended is not None else 0,
        closed=_close_rooms(connection, now) if ended is None else 0,
        complete=ended is not None,
    )


def _load(connection: Connection, lines: Iterator[Any]) -> int:
    tables = {table.name: table for table in _tables(connection)}
    for filled in tables.values():  # what the schema itself comes with is in the backup as it was by then
        if connection.execute(select(filled).limit(1)).first() is not None:
            connection.execute(delete(filled))
    rows, waiting = 0, list[dict[str, Any]]()
    table, columns = None, list[str]()
    for line in lines:
        if isinstance(line, dict):
            _insert(connection, table, waiting)
            table, columns = tables[line["table"]], line["columns"]
            continue
        waiting.append(dict(zip(columns, map(_unpack, line), strict=True)))
        rows += 1
        if len(waiting) == BATCH:
            _insert(connection, table, waiting)
    _insert(connection, table, waiting)
    for table in tables.values():
        _count_on(connection, table)
    return rows


def _insert(connection: Connection, table: Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        connection.execute(insert(table), rows)
    rows.clear()


def _hold_parcels(connection: Connection, *, now: datetime, cause: str = RESTORED) -> int:
    """They count as tried so long ago that no platform knows their keys any more: let go, they are looked for first."""
    tried = func.coalesce(Parcel.first_attempt_at, Parcel.created_at)
    past = now - FORGOTTEN
    unsent = Parcel.state.in_([ParcelState.DUE, ParcelState.CLAIMED])
    held = update(Parcel).where(unsent, Parcel.kind.not_in([Kind.REDACT, Kind.REMOVE])).values(
        state=ParcelState.BLOCKED,
        cause=cause,
        lease_owner="",
        lease_until=None,
        first_attempt_at=case((tried < past, tried), else_=past),
    )  # fmt: skip
    return connection.execute(held).rowcount


def _close_rooms(connection: Connection, now: datetime) -> int:
    """Nobody knows which of them were revoked since."""
    shared = Room.kind.in_([RoomKind.GROUP, RoomKind.ENGAGEMENT])
    return tombstone.close(
        connection, shared, now, state=RoomState.QUARANTINED, quarantined_for="room-closed-by-restore"
    )


def _patiently(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are in the database, whatever this version's nouns are, without what is derived."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not migrations.is_derived(name))
    return [table for name, table in sorted(found.tables.items()) if name != VERSIONS]


def _unbind(connection: Connection) -> Callable[[], None]:
    """Let rows come in any order, whatever refers to what; call what is returned to bind and check them again."""
    if connection.dialect.name != "postgresql":
        return lambda: migrations.assert_references(connection)  # they are off on this connection
    found = connection.execute(
        text(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, name, _ in found:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))

    def bind_again() -> None:
        for table, name, definition in found:
            connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))

    return bind_again


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL's counters don't notice numbers that were given to them."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), max({column.name}))"
            f" FROM {table.name} HAVING max({column.name}) IS NOT NULL"
        )
    )


def _pack(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return {"b": base64.b64encode(value).decode()}
        case datetime():
            return {"t": (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()}
        case date():
            return {"d": value.isoformat()}
        case time():
            return {"h": value.isoformat()}
    raise BadBackup(f"A column of type {type(value).__name__} can't be backed up.")


def _unpack(value: Any) -> Any:
    match value:
        case {"b": data}:
            return base64.b64decode(data)
        case {"t": moment}:
            return datetime.fromisoformat(moment)
        case {"d": day}:
            return date.fromisoformat(day)
        case {"h": hour}:
            return time.fromisoformat(hour)
    return value


def _cipher(keys: KeyRing, salt: bytes) -> AESGCM:
    return AESGCM(keys.derive(f"backup/{salt.hex()}"))


class _Sealer:
    """Lines in, compressed and encrypted chunks out."""

    def __init__(self, out: IO[bytes], keys: KeyRing) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._out = out
        self._cipher = _cipher(keys, salt)
        self._press = zlib.compressobj(wbits=GZIP)
        self._waiting = bytearray()
        self._number = 0
        self.id = salt.hex()
        out.write(MAGIC + salt)

    def line(self, data: Any) -> None:
        """Add a line of JSON."""
        line = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        self._waiting += self._press.compress(line.encode() + b"\n")
        while len(self._waiting) > CHUNK:
            self._chunk(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk, without which the file counts as cut short."""
        self._chunk(bytes(self._waiting + self._press.flush()), last=True)

    def _chunk(self, data: bytes, *, last: bool) -> None:
        nonce = self._number.to_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, data, b"last" if last else b"more")
        self._out.write(len(sealed).to_bytes(LENGTH_BYTES) + sealed)
        self._number += 1


def _lines(file: Path, keys: KeyRing) -> Iterator[Any]:
    """The lines of a backup.

    Raises BadBackup when it isn't one, is damaged or cut short, or has another key.
    """
    press = zlib.decompressobj(wbits=GZIP)
    rest = b""
    for chunk in _chunks(file, keys):
        *whole, rest = (rest + press.decompress(chunk)).split(b"\n")
        yield from map(json.loads, whole)


def _chunks(file: Path, keys: KeyRing) -> Iterator[bytes]:
    with file.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            raise BadBackup(f"The file {file} isn't a backup of Roundtable.")
        cipher = _cipher(keys, source.read(SALT_BYTES))
        number, length = 0, source.read(LENGTH_BYTES)
        while length:
            sealed = source.read(int.from_bytes(length))
            length = source.read(LENGTH_BYTES)
            try:
                yield cipher.decrypt(number.to_bytes(NONCE_BYTES), sealed, b"more" if length else b"last")
            except InvalidTag as error:
                raise BadBackup(f"The backup {file} is damaged, cut short, or of another key file.") from error
            number += 1
    if not number:
        raise BadBackup(f"The backup {file} is damaged, cut short, or of another key file.")
