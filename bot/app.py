"""The composition root: what the bot is made of, put together in one place, and run as one task group."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from bot import clock
from bot.clock import Clock
from bot.courier import Courier
from bot.dialect import Dialect, PlainDialect, dialect_of
from bot.logs import bug, log
from bot.markup import ProseRenderer
from bot.papers import Papers
from bot.phrasebook import Phrasebook
from bot.platform import Fatal, Later, Never, Platform, Rendered
from commands import CODES, CONVERSATION, JOBS, TOPICS, WAITING
from commands.bootstrap import bootstrap
from commands.engine import guard
from commands.engine.choices import CHOICES
from commands.engine.conversation import Conversation
from commands.engine.dispatch import Dispatcher
from commands.engine.heard import Enclosed, Event, Heard, IdentityChanged, Invited, Reacted, RoomChanged, Typing
from commands.engine.lexicon import Lexicon
from commands.engine.options import Choice
from commands.engine.policy import Policy
from commands.engine.spec import specs
from commands.engine.words import ClosedWords
from commands.engine.world import World
from commands.file import MEGABYTE
from commands.person import identity_changed
from commands.person_code import knock
from commands.registry.desk import Desk
from storage import directory, lease, queue
from storage.engine import StorageTrouble
from storage.file import Packed
from storage.inbox import Checkpoint
from storage.message import Message
from storage.refusal import Refusal
from storage.room import Observation, Room, RoomKind, RoomState
from storage.room_audit import AuditCause
from storage.room_rounds import Stop, next_stops
from storage.unit import Storage

NOT_YET = datetime.max.replace(tzinfo=UTC)
RENEW = timedelta(seconds=15)  # a third of a lease is left when it is renewed for the second time
FIRST_TICK = 0.5  # seconds after the start; whoever waited for it is answered first
FIRST_AUDIT = 30.0  # seconds after the start; the platforms tell what changed meanwhile
BETWEEN_AUDITS = 0.05  # seconds between two rooms
GIVES_WAY = 30.0  # seconds for which the audit of a room waits for what is being said: both share a platform's limits
BETWEEN_FILES = 2.0  # seconds between two looks whether somebody brought a file, or said yes to one
FAULTS_OF_FILES = frozenset({"file-in-clear", "file-altered", "import-too-large"})  # what platforms say, as phrases
FETCH_AGAIN = (0.0, 1.0, 3.0)  # seconds before each try to fetch a file; whoever brought it sends it again otherwise
RECONNECT = (1.0, 60.0)  # seconds between tries to reach a platform at start, rising


class App:
    """Everything that runs: platforms in, courier out, clock between; handlers see none of it."""

    def __init__(
        self,
        storage: Storage,
        platforms: Mapping[str, Platform],
        *,
        policy: Policy,
        admins: tuple[str, ...],
        locale: str,
        zone: str,
        lexicon: Lexicon,
        words: ClosedWords,
        phrasebook: Phrasebook,
        prose: ProseRenderer,
        now: Callable[[], datetime],
        name: str | None = None,
    ) -> None:
        self.storage = storage
        self.platforms = platforms
        self.admins = admins
        self.locale = locale
        self.zone = zone
        self.phrasebook = phrasebook
        self.prose = prose
        self.now = now
        self.name = name or secrets.token_hex(8)
        self.ready: set[str] = set()
        self.handled: Callable[[float], object] = _nobody_measures
        """Told how many seconds passed from hearing something to the commit of all that follows from it."""
        self._leased = asyncio.Event()
        self._accounts = {name: platform.account for name, platform in platforms.items()}
        commands = specs(TOPICS)
        self.world = World(
            policy=policy,
            accounts=self._accounts,
            manners={name: platform.manners for name, platform in platforms.items()},
            lexicon=lexicon,
            specs=commands,
            waiting=WAITING,
        )
        self.dispatcher = Dispatcher(storage, self.world)
        self.conversation = Conversation(
            self.dispatcher,
            specs=commands,
            lexicon=lexicon,
            words=words,
            choices=CHOICES,
            codes=CODES,
            show=self.shown,
            short_replies=CONVERSATION,
            knock=knock,
            turn_away=self.turn_away,
            observe=self.observe,
            fetch=self.fetch,
            bug=bug,
        )
        self.files = Desk(storage, self.world, words=words, show=self.shown, bug=bug, now=now)
        self.courier = Courier(
            storage,
            platforms,
            render=self.render,
            make=Papers(self.phrasebook, self.prose).made,
            fit=partial(guard.fit, world=self.world),
            expected=guard.expected,
            on_dead=partial(guard.on_dead, world=self.world, now=now),
            now=now,
            deployment=storage.keys.derive("deployment").hex(),
            name=self.name,
        )
        self.clock = Clock(self.tick, now=now)

    async def prepare(self) -> None:
        """Bring the database to this version and see that there is a staff.

        Raises BadDatabase, BadKeyFile, StorageTrouble.
        """
        await self.storage.migrate()
        async with self.storage.unit() as unit:
            await bootstrap(unit, self.admins, world=self.world, locale=self.locale, zone=self.zone, now=self.now())

    async def run(self) -> None:
        """Serve until cancelled.

        Raises Fatal when a platform refuses the account, LeaseLost when another process took over.
        """
        try:
            await self.prepare()
            async with asyncio.TaskGroup() as tasks:
                for name, platform in self.platforms.items():
                    tasks.create_task(self._serve(name, platform))
                tasks.create_task(self._work())
        finally:
            await self.close()

    async def close(self) -> None:
        """Release everything; safe to call twice."""
        for platform in self.platforms.values():
            await platform.close()
        await self.prose.close()
        await self.storage.close()

    async def hear(self, event: Event) -> None:
        """Take in one event; returns when it is committed.

        Raises StorageTrouble, Later and Fatal, upon which it will be delivered again. A bug of ours is no reason for
        that: it would come back for ever, and hold up everything behind it.
        """
        try:
            await self._take_in(event)
        except (StorageTrouble, Later, Fatal):
            raise
        except Exception as error:  # noqa: BLE001  logged with a reference; see above
            bug(error, heard=type(event).__name__)

    async def _take_in(self, event: Event) -> None:
        match event:
            case Heard():
                began = clock.steady()
                await self.conversation.hear(event, now=self.now())
                self.handled(clock.steady() - began)
            case Reacted():
                await self.conversation.react(event, now=self.now())
            case RoomChanged():
                self.courier.room_changed(event.platform, event.room)
                await self.look_at(event.platform, event.room)
            case Invited():
                await self._invited(event)
            case IdentityChanged():
                async with self.storage.unit() as unit:
                    await identity_changed(unit, event.platform, event.person, world=self.world, now=self.now())

    async def suggest(self, typing: Typing) -> Sequence[Choice]:
        """What may be chosen for what is being typed in a form; nothing where we don't know."""
        return await self.conversation.suggest(typing, now=self.now())

    async def tick(self, now: datetime) -> None:
        """What the clock asks for. Raises the first failure once everything due was tried."""
        failures = await self.dispatcher.tick(JOBS, now=now)
        if failures:
            raise failures[0]

    async def observe(self, platform: str, external_id: str) -> Observation:
        """A room as it really is now; one that can't be seen is one we are not in."""
        async with self.storage.unit() as unit:
            room = await directory.room_of(unit, platform, external_id)
            expected = await guard.expected(unit, room) if room else frozenset()
        try:
            return await self.platforms[platform].inspect(external_id, expected)
        except (Later, Never):
            return Observation(at=self.now(), present=False)

    async def fetch(self, platform: str, file: Enclosed) -> Packed | Refusal:
        """What a file holds that came with a command, or why it can't be had."""
        most = self.world.policy.file_bytes
        for pause in FETCH_AGAIN:
            await asyncio.sleep(pause)
            try:
                data = await self.platforms[platform].fetch(file, most=most)
            except Later:
                continue
            except Never as why:
                return Refusal(str(why) if str(why) in FAULTS_OF_FILES else "file-unreachable", most=most // MEGABYTE)
            return await asyncio.to_thread(Packed.of, data)
        return Refusal("file-unreachable")

    async def turn_away(self, heard: Heard, message: Message) -> None:
        """Answer somebody nobody knows, who waits in a form of the platform's own."""
        platform = self.platforms[heard.platform]
        text = await self.phrasebook.rendered(message, (self.locale,), self.dialect(heard.platform, "/"), self.prose)
        with suppress(Later, Never):  # an answer that tells them nothing about the network may be lost
            await platform.answer_stranger(heard.answer_to, text)

    async def look_at(self, platform: str, external_id: str, *, by: AuditCause = AuditCause.EVENT) -> None:
        """Compare a room of ours with what was authorised; drift quarantines it.

        Whoever we let in or take out meanwhile is none: then it is looked at once more.
        """
        while not await self._look_at(platform, external_id, by):
            log().info("room-changed-meanwhile", room=external_id)

    async def _look_at(self, platform: str, external_id: str, by: AuditCause) -> bool:
        """Whether that is done: nobody has come or gone by our doing since we looked."""
        async with self.storage.unit() as unit:
            known = await directory.room_of(unit, platform, external_id)
            if known is None:
                return True
            expected, leaving = await guard.expected(unit, known), await queue.going_out(unit, known.id)
        try:
            state = await self.platforms[platform].inspect(external_id, expected)
        except Never:
            state = Observation(at=self.now(), present=False)
        async with self.storage.unit() as unit:
            room = await directory.room_of(unit, platform, external_id)
            if room is None:
                return True
            if (expected, leaving) != (await guard.expected(unit, room), await queue.going_out(unit, room.id)):
                return False
            await guard.audit(unit, room, state, world=self.world, now=self.now(), by=by)
            return True

    async def look_at_all(self) -> None:
        """Audit every room that may hear anything: at start, and every night."""
        async for stop in self._every_room():
            if stop.platform in self.platforms:
                await self._give_way()
                with suppress(Later, Never):  # it is looked at again before anything is said there
                    await self.look_at(stop.platform, stop.external_id, by=AuditCause.NIGHT)
                await asyncio.sleep(BETWEEN_AUDITS)

    async def _every_room(self) -> AsyncIterator[Stop]:
        after = ""
        while True:
            async with self.storage.unit() as unit:
                stops = await next_stops(unit, after)
            for stop in stops:
                yield stop
            if not stops:
                return
            after = stops[-1].id

    async def _give_way(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVES_WAY):
                while self.courier.is_busy:  # noqa: ASYNC110  a glance twenty times a second, and only while audits run
                    await asyncio.sleep(BETWEEN_AUDITS)

    async def render(self, message: Message, locales: Sequence[str], platform: str, room: Room) -> Rendered:
        """A message in a room's languages and its platform's dialect."""
        dialect = self.dialect(platform, "" if room.kind is RoomKind.PRIVATE else "!")
        return await self.phrasebook.rendered(message, locales, dialect, self.prose)

    def shown(self, message: Message, locale: str) -> str:
        """A message in one language on one line, without markup, as a form shows what may be chosen."""
        return " ".join(self.phrasebook.render(message, locale, PlainDialect()).split())

    def dialect(self, platform: str, prefix: str) -> Dialect:
        """How a platform wants its text; `prefix` is what stands before commands where they are typed."""
        return dialect_of(platform, self.world.manners_of(platform), prefix)

    async def _serve(self, name: str, platform: Platform) -> None:
        """Hold the account's lease, connect, and run until cancelled."""
        self.courier.keys_since[name] = NOT_YET
        await self._start(name, platform)
        self._accounts[name] = platform.account
        account = f"{name}:{platform.account}"
        epoch = await self._acquire(account)
        checkpoint = Checkpoint(self.storage, name, platform.account)
        self.courier.keys_since[name] = await checkpoint.speaks_as(platform.device, self.now())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._hold(account, epoch))
            self.ready.add(name)
            self._leased.set()
            log().info("ready", platform=name)
            await platform.run(self.hear, checkpoint, self.suggest)

    async def _work(self) -> None:
        """Courier, clock and nightly audit, one of each: as soon as an account is ours, never before."""
        await self._leased.wait()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.courier.run())
            tasks.create_task(self._tell_time())
            tasks.create_task(self._nightly())
            tasks.create_task(self._work_on_files())

    async def _start(self, name: str, platform: Platform) -> None:
        delay, longest = RECONNECT
        while True:
            try:
                return await platform.start()
            except Later as wait:
                log().warning("platform-unreachable", platform=name, cause=str(wait), again_in=delay)
                await asyncio.sleep(delay)
                delay = min(longest, delay * 2)

    async def _acquire(self, account: str) -> int:
        """Wait until no other process serves this account."""
        waiting = False
        while True:
            async with self.storage.unit() as unit:
                epoch = await lease.acquire(unit, account, self.name, self.now())
            if epoch is not None:
                return epoch
            if not waiting:
                log().warning("waiting-for-lease", account=account)
                waiting = True
            await asyncio.sleep(2)

    async def _hold(self, account: str, epoch: int) -> None:
        """Renew the lease until cancelled; then let the next process in at once. Raises LeaseLost."""
        try:
            while True:
                await asyncio.sleep(RENEW.total_seconds())
                try:
                    async with self.storage.unit() as unit:
                        await lease.renew(unit, account, self.name, epoch, self.now())
                except StorageTrouble as trouble:
                    log().warning("lease-not-renewed", trouble=trouble.kind.value)
        except asyncio.CancelledError:
            with suppress(StorageTrouble):  # then it runs out by itself
                async with self.storage.unit() as unit:
                    await lease.release(unit, account, self.name, epoch, self.now())
            raise

    async def _tell_time(self) -> None:
        """The first tick asks everything for the first time, which takes longer than to answer somebody."""
        await asyncio.sleep(FIRST_TICK)
        await self.clock.run()

    async def _nightly(self) -> None:
        """Every room is looked at before anything is said in it, so this is no hurry: those who ask come first."""
        await asyncio.sleep(FIRST_AUDIT)
        while True:
            try:
                await self.look_at_all()
            except StorageTrouble as trouble:
                log().warning("rooms-not-audited", trouble=trouble.kind.value)
                await asyncio.sleep(RENEW.total_seconds())
                continue
            await asyncio.sleep(timedelta(hours=24).total_seconds())

    async def _work_on_files(self) -> None:
        while True:
            try:
                await self.files.settle()
            except StorageTrouble as trouble:
                log().warning("files-wait", trouble=trouble.kind.value)
            await asyncio.sleep(BETWEEN_FILES)

    async def _invited(self, event: Invited) -> None:
        """Join nothing a stranger invites to. Staff may bring the bot into a room, to bind it to a group there.

        Whom we know already has a private chat, and is invited to it again.
        """
        platform = self.platforms[event.platform]
        async with self.storage.unit() as unit:
            person = await directory.person_of(unit, event.platform, event.sender)
            room = await directory.private_room(unit, person, event.platform) if person else None
            external_id = room.external_id if room else None
        if person is not None and person.is_staff and not event.direct:
            return await self._brought_in(platform, event)
        with suppress(Never):
            await platform.withdraw_from(event.room)
        if external_id is not None:
            with suppress(Never):
                await platform.invite(external_id, event.sender)

    async def _brought_in(self, platform: Platform, event: Invited) -> None:
        try:
            await platform.accept(event.room)
            state = await platform.inspect(event.room)
        except Never as gone:  # withdrawn meanwhile; heard again and again, it would hold up the stream for ever
            log().warning("invitation-not-accepted", cause=str(gone))
            return
        async with self.storage.unit() as unit:
            known = await directory.room_of(unit, event.platform, event.room)
            if known is not None and known.state is RoomState.RETIRED and known.kind is RoomKind.GROUP:
                known.kind, known.state, known.group_id = RoomKind.UNBOUND, RoomState.PROPOSED, None
            if known is None:
                unit.add(
                    Room(
                        platform=event.platform,
                        external_id=event.room,
                        kind=RoomKind.UNBOUND,
                        name="",
                        state=RoomState.PROPOSED,
                        encrypted=state.encrypted,
                        federated=state.federated,
                        created_at=self.now(),
                    )
                )


def _nobody_measures(seconds: float) -> None:
    """Outside of a service."""
