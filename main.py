"""Madoguchi's command line, and the one place that puts the parts together."""

from __future__ import annotations

import argparse
import asyncio
import errno
import gc
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvloop
from aiohttp import web

from bot.webhook import Receive
from data.access.log import AccessLog
from data.access.middleware import note_accesses
from data.alerts.beats import Beats
from data.alerts.watch import Watch
from data.backups.locks import only_server, sharing_home
from data.backups.runner import Backups
from data.clock import Clock
from data.db import opening
from data.db.faults import BadSetting, StartFault
from data.db.snapshots import Snapshots
from data.db.store import Store
from data.errors import DomainError
from data.files.fetching import fetch_content
from data.files.service import Files
from data.gateways.line.basic_ids import ask_basic_ids
from data.gateways.line.client import LineClient, open_line_session
from data.log import set_up_log
from data.mails.service import Mails
from data.settings import CHANNELS, Settings, read_settings
from data.tls import Certificate
from data.turns.service import Turns
from data.version import version
from staffbot.operating.commands import check, said_of
from staffbot.operating.line import parser
from staffbot.operating.starting import seed_home

log = structlog.get_logger(__name__)

ROOT = Path(__file__).parent
WEBHOOK_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Program:
    """The running parts."""

    clock: Clock
    store: Store
    files: Files
    turns: Turns
    backups: Backups
    web_app: web.Application
    receive: Receive
    certificate: Certificate | None
    watch: Watch
    mails: Mails


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Program]:
    """Put the parts together and let them work; everything is drained and closed at the end.

    Raises:
        StartFault: what is wrong and what to do, for stderr.
    """
    from bot.actions import actions_routes
    from bot.dispatcher import ResidentCounter
    from bot.health import health_routes
    from bot.links import link_routes
    from bot.own_file import OwnFiles
    from bot.pictures import PublishedPictures
    from bot.webhook import receiver, webhook
    from data.audit.chain import AuditChain
    from data.gateways.mail.choosing import mail_gateway
    from data.gateways.nta.choosing import nta_gateway
    from data.gateways.nta.job import find_company, look_up_company
    from data.gateways.pictures.gateway import PictureGateway
    from data.gateways.rasa import RasaGateway
    from data.links.service import Links
    from data.privacy.service import forget_rest
    from data.signin.hashing import Passwords
    from data.signin.sealing import Sealer
    from data.spots.pictures import SpotPictures
    from dialogs.actions import make_runner
    from dialogs.engine import DialogEngine
    from dialogs.sources import snapshot_sources
    from dialogs.wording import load_wording
    from staffbot.alarm import Alarm
    from staffbot.commands import COMMANDS, EXPORTS, NOUNS
    from staffbot.desk import Desk
    from staffbot.dispatcher import StaffCounter
    from staffbot.issuing import issue_password
    from staffbot.jobs import StaffJobs
    from staffbot.registry import Registry
    from staffbot.schedule import start_schedule
    from staffbot.web.edge import guard_edge
    from staffbot.web.pages import add_staff_pages

    clock = Clock(settings.clock_file)
    # Before anything is opened: a certificate that can't be used stops the start.
    certificate = None
    if settings.tls_cert is not None and settings.tls_key is not None:
        certificate = Certificate(settings.tls_cert, settings.tls_key, clock)
    words = load_wording()
    runner = make_runner()
    snapshots = Snapshots(snapshot_sources(runner))
    url = settings.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        stack.enter_context(sharing_home(settings.home))
        if not url:
            stack.enter_context(only_server(settings.home))
        keys = await asyncio.to_thread(opening.open_home, settings)
        store = await Store.open(url=url, path=settings.database_path, keys=keys, snapshots=snapshots)
        stack.push_async_callback(store.close)
        files = Files(settings.home / "files", keys.for_purpose("attachments"), store, clock)
        session = await stack.enter_async_context(open_line_session())
        clients = {
            channel: LineClient(
                session,
                api_url=settings.line_api_url,
                data_url=settings.line_data_url,
                channel=channel,
                token=settings.token(channel),
            )
            for channel in CHANNELS
            if settings.secret(channel)
        }
        basic_ids = await ask_basic_ids(settings, clients)
        chain = AuditChain(keys.for_purpose("audit"))
        links = Links(keys.for_purpose("links"))
        sealer, passwords = Sealer(keys.for_purpose("signin")), Passwords()
        mails = Mails(store=store, clock=clock, gateway=mail_gateway(settings))
        alarm, beats = Alarm(words, mails_go=mails.is_set_up), Beats()
        desk = Desk(
            registry=Registry(NOUNS, COMMANDS),
            words=words,
            chain=chain,
            links=links,
            sealer=sealer,
            public_url=public_url(settings),
            staff_basic_id=basic_ids.get("staff", ""),
            public_basic_id=basic_ids.get("public", ""),
            version=version(),
            allow_http=settings.is_trial,
            mails_go=mails.is_set_up,
            keeps_mails=settings.is_trial and not settings.mail_host,
        )
        engine = DialogEngine(runner, words)
        residents = ResidentCounter(
            engine, words, public_url=public_url(settings), allow_http=settings.is_trial, chain=chain
        )
        own_files = OwnFiles(store=store, files=files, clock=clock, words=words, chain=chain)
        staff = StaffCounter(desk)
        staff_jobs = StaffJobs(store=store, files=files, clock=clock, chain=chain, exports=EXPORTS)
        gateway = PictureGateway(allow_loopback=settings.is_trial)
        pictures = SpotPictures(store=store, files=files, gateway=gateway, clients=clients)
        backups = Backups(
            settings=settings,
            keys=keys,
            store=store,
            clock=clock,
            announce=lambda make: turns.announce(make),
            alert=alarm.backup_failed,
        )
        companies = nta_gateway(session, settings)
        turns = Turns(
            store=store,
            clock=clock,
            counters={"public": residents, "test": residents, "staff": staff, "console": staff},
            clients=clients,
            secrets={channel: settings.secret(channel).encode() for channel in clients},
            jobs={
                "fetch_content": fetch_content(clients, files),
                "make_backup": backups.make,
                "look_up_company": look_up_company(companies),
                "issue_password": issue_password(passwords, sealer),
                "forget_talk": forget_rest(store),
                "own_data_file": own_files.make,
                **pictures.handlers,
                **staff_jobs.handlers,
            },
            allow_http=settings.is_trial,
            reader=RasaGateway(session, settings.rasa_url) if settings.rasa_url else None,
        )
        app = web.Application(client_max_size=WEBHOOK_BYTES)
        receive = receiver(turns)
        app.add_routes([web.post(f"/line/{channel}", webhook(receive, channel)) for channel in CHANNELS])
        app.add_routes(health_routes(store, turns, settings.metrics_token.get_secret_value()))
        app.add_routes(link_routes(basic_ids, [PublishedPictures(files)], public_url(settings)))
        app.add_routes(own_files.routes)
        app.add_routes(actions_routes(store, runner, settings.actions_token.get_secret_value(), clock))
        add_staff_pages(
            app,
            store=store,
            turns=turns,
            files=files,
            links=links,
            audit=chain,
            commands=COMMANDS,
            clock=clock,
            settings=desk,
            sealer=sealer,
            passwords=passwords,
            residents=residents,
            allow_http=settings.is_trial,
            lookups={"look_up_company": find_company(companies)},
        )
        await guard_edge(app, proxies=settings.trusted_proxies, holds_tls=settings.tls_cert is not None)
        access_log = await stack.enter_async_context(AccessLog(store, clock).running())
        app.middlewares.append(note_accesses(access_log))
        await turns.start()
        stack.push_async_callback(turns.stop)
        schedule = start_schedule(
            clock=clock,
            store=store,
            files=files,
            turns=turns,
            backups=backups,
            pictures=pictures,
            mails=mails,
            alarm=alarm,
            beats=beats,
        )
        if certificate is not None:
            schedule.add_job(certificate.tick, "interval", seconds=60, coalesce=True, max_instances=1)
        stack.callback(schedule.shutdown, wait=False)
        # What stands now stays: looking through it for garbage would hold everybody up for a tenth of a second.
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        # Looking for cycles took a tenth of the time of the turns under way; what few there are can wait.
        stack.callback(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(50_000, 20, 50)
        watch = Watch(
            settings=settings,
            store=store,
            clock=clock,
            clients=clients,
            stats=turns.stats,
            beats=beats,
            announce=turns.announce,
            report=alarm.report,
        )
        await stack.enter_async_context(watch.running())
        yield Program(clock, store, files, turns, backups, app, receive, certificate, watch, mails)


def public_url(settings: Settings) -> str:
    """Where browsers reach us; in a trial without the setting, where we listen."""
    scheme = "http" if settings.tls_cert is None else "https"
    return settings.public_url.rstrip("/") or "{}://{}:{}".format(scheme, *settings.address)


async def serve(settings: Settings, *, ready: Callable[[], Awaitable[None]] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then drain."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(settings) as program, AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(listening(program, *settings.address))
        except OSError as fault:
            why = "ほかのプログラムが使っています" if fault.errno == errno.EADDRINUSE else "ここでは使えない番地です"
            raise BadSetting(
                name="MADOGUCHI_LISTEN", reason=f"{settings.listen} で待ち受けできません。{why}。"
            ) from fault
        log.info("ready", listen=settings.listen, version=version())
        if ready is not None:
            await ready()
        await stop.wait()


def listening(program: Program, host: str, port: int, *, seconds: float = 10.0) -> AbstractAsyncContextManager[int]:
    """Listen there (yields the port; 0: any that is free); at the end what is under way has `seconds` to finish."""
    from bot.doors import open_doors

    context = None if program.certificate is None else program.certificate.context
    return open_doors(
        program.web_app, program.receive, CHANNELS, host=host, port=port, context=context, seconds=seconds
    )


async def demo(port: int, *, reset: bool) -> None:
    """Everything on this machine: the program, the stand-in for LINE, the sample town. One URL shows it all."""
    from data.samples.demo import DemoStage

    stage = DemoStage(
        read_settings(mode="trial").home / "demo", view=ROOT / "dialogs" / "render" / "static", reset=reset
    )
    settings = await stage.open(port)
    try:
        seed_home(settings, sample=True)
        stage.furnish(settings)

        async def ready() -> None:
            await stage.connect()
            print(f"\n  デモの準備ができました。ブラウザーで開いてください。\n\n    {stage.url}/\n", flush=True)
            print("  終わるときは Ctrl+C を押します。\n", flush=True)

        await serve(settings, ready=ready)
    finally:
        await stage.close()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code. Faults of the set-up are one sentence on stderr."""
    given = parser().parse_args(arguments)
    try:
        return run(given)
    except StartFault as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    except DomainError as fault:
        from dialogs.wording import load_wording

        print(load_wording().error(fault, "staff"), file=sys.stderr)
        return 1


def run(given: argparse.Namespace) -> int:
    """One parsed command."""
    if given.command == "check":
        return check(content_only=given.content)
    settings = read_settings(mode="trial") if given.command == "demo" else read_settings()
    set_up_log("warning" if given.command == "demo" else settings.log_level, to_console=given.command == "demo")
    match given.command:
        case "demo":
            uvloop.run(demo(given.port, reset=given.reset))
        case "serve":
            uvloop.run(serve(settings))
        case _:
            print(said_of(settings, given))
    return 0


if __name__ == "__main__":
    sys.exit(main())
