"""The demo's stage: HOME/demo, the stand-in for LINE, and the people with their phones."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

from sqlalchemy import select

from data.backups.locks import alone_in_home
from data.clock import Clock
from data.db.faults import StartFault
from data.db.opening import short_session
from data.gateways.line.standin import StandIn
from data.gateways.line.standin.demo_clock import DemoClock
from data.samples.residents import put_sample_residents
from data.settings import CHANNELS, Settings, read_settings
from data.staff.invitations import use_invitation
from data.staff.service import identify, invite
from data.teams.models import Team

MARKER = ".madoguchi-demo"
PHONES = Path(__file__).parent.parent / "gateways" / "line" / "standin" / "phones"

ACCOUNTS = {"public": "戸沢村", "test": "戸沢村（テスト用）", "staff": "戸沢村 職員窓口"}
RESIDENTS = {"hanako": "花子", "taro": "太郎"}
STAFF = {"sato": ("佐藤", "administrator", "防災"), "mori": ("森", "viewer", "住民税務")}
PANELS = (
    {"channel": "public", "person": "hanako", "label": "住民の花子さん", "note": "村の公式アカウント"},
    {"channel": "staff", "person": "sato", "label": "職員の佐藤さん", "note": "職員だけのアカウント"},
)


class NotOurs(StartFault):
    """The folder is somebody else's: it is neither used nor deleted."""

    sentence = "フォルダー {path} はデモのものではないので、使いません。MADOGUCHI_HOME を確かめてください。"


class NoPort(StartFault):
    """The demo's page can't listen there."""

    sentence = "ポート {port} は使えません。「--port 8001」のように、別の番号にしてください。"


class DemoStage:
    """Made before the program, connected to it once it listens."""

    def __init__(self, home: Path, *, view: Path, reset: bool) -> None:
        """Args:
        view: folder of line-view.js; the stand-in may not know the other rooms.

        Raises:
            NotOurs: the folder is without the demo's marker.
            StillRunning: `reset` under a demo at work.
        """
        marker = home / MARKER
        if home.exists() and any(home.iterdir()) and not marker.exists():
            raise NotOurs(path=home)
        if reset and marker.exists():
            with alone_in_home(home):
                shutil.rmtree(home)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker.touch()
        self._home = home
        self._clock_file = home / "clock"
        self._clock_file.unlink(missing_ok=True)
        self._standin = StandIn(
            clock=DemoClock(self._clock_file), phones_dir=PHONES, static_dirs={"view": view}, allow_http=True
        )
        self.url = ""

    async def open(self, port: int) -> Settings:
        """Start the stand-in; the settings for a program beside it.

        Raises:
            NoPort: somebody else has it, or there is none of this number.
        """
        if port not in range(65_536):  # the loop would take what is left of it after 16 bits
            raise NoPort(port=port)
        try:
            self.url = await self._standin.start(port=port)
        except OSError as fault:
            raise NoPort(port=port) from fault
        listen = f"127.0.0.1:{_free_port()}"
        return read_settings(
            home=self._home,
            mode="trial",
            listen=listen,
            public_url=f"http://{listen}",
            line_api_url=self.url,
            line_data_url=self.url,
            clock_file=self._clock_file,
            database_url="",
            **{f"line_{name}_{part}": f"demo-{name}-{part}" for name in CHANNELS for part in ("secret", "token")},
        )

    def furnish(self, settings: Settings) -> None:
        """Open the accounts and hand out the phones; staff are let in."""
        for name, shown in ACCOUNTS.items():
            self._standin.add_channel(
                name,
                settings.secret(name),
                settings.token(name),
                basic_id=f"@demo-{name}",
                display_name=shown,
                webhook_url=f"{settings.public_url}/line/{name}",
            )
        for key, shown in {**RESIDENTS, **{key: shown for key, (shown, *_) in STAFF.items()}}.items():
            self._standin.add_person(key, shown)
        self._standin.demo = {"title": "窓口のデモ", "panels": list(PANELS), "clock": {}}
        now = Clock().now()
        with short_session(settings) as session:
            for key, (shown, role, team) in STAFF.items():
                user_id = self._standin.user_id("staff", key)
                if identify(session, user_id) is None:
                    team_id = session.scalar(select(Team.id).where(Team.name == team))
                    code = invite(session, role=role, name=shown, team_id=team_id, now=now)
                    use_invitation(session, code=code, line_user_id=user_id, now=now)
            put_sample_residents(session, now=now)

    async def connect(self) -> None:
        """The program listens: people add the accounts as friends."""
        for person in RESIDENTS:
            for channel in ("public", "test"):
                await self._standin.follow(channel, person)
        for person in STAFF:
            await self._standin.follow("staff", person)

    async def close(self) -> None:
        """Take the stage down; HOME/demo stays."""
        await self._standin.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
