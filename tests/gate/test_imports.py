"""取込 and the worker's jobs for staff, on the real store."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.audit.models import AuditRow
from data.clock import FixedClock
from data.db.snapshots import Snapshots
from data.db.store import Store
from data.files.service import Files
from data.gateways.line.events import Incoming
from data.shelters.models import Shelter
from data.turns.jobs import Job
from staffbot.commands import EXPORTS, undo
from staffbot.imports import import_commands
from staffbot.jobs import StaffJobs
from staffbot.registry import Registry
from tests.databases import TEST_KEYS
from tests.gate import sample
from tests.gate.talk import CHAIN, Town

HEADER = "名称,住所,緯度,経度\r\n"
GOOD = HEADER + "北集会所,北1,38.71,140.11\r\n南集会所,南1,38.72,140.12\r\n"
BAD = HEADER + "北集会所,北1,38.71,140.11\r\n,南1,38.72,140.12\r\n"

IMPORTS = import_commands(sample.SHELTERS, "shelters", right="shelters:write", help="ファイルから入れ替えます。")


@pytest.fixture
def session(database):
    """Committed for real: the worker reads over connections of its own."""
    engine = database.engine()
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
async def jobs(session, database, tmp_path):
    """The worker's handlers on the same database; what the conversation wrote is committed before each job."""
    clock = FixedClock(sample.NOW)
    store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))
    files = Files(tmp_path / "files", b"f" * 32, store, clock)
    made = StaffJobs(store=store, files=files, clock=clock, chain=CHAIN, exports=EXPORTS)
    yield made, files
    await store.close()


@pytest.fixture
def desk_town(session, monkeypatch):
    own = Registry([*sample.NOUNS[:1], undo.UNDO], [*sample.COMMANDS[:7], *IMPORTS, undo.undo])
    monkeypatch.setattr("tests.gate.talk.registry", lambda: own)
    return Town(session)


async def do(jobs, person):
    """Run the job that the last turn ordered and bring its result back."""
    handlers, order = jobs[0].handlers, person.jobs[0]
    person.town.session.commit()
    job = Job(1, order.kind, order.payload, "staff", person.line_user_id, None, 0.0, 1)
    result = await handlers[order.kind](job)
    return person.job_comes_back(order.kind, result)


async def send(jobs, person, text, name="list.csv"):
    """Drop a file on the console and let it be read."""
    person.town.session.commit()
    attachment_id = await jobs[1].store(text.encode("utf-8"), name=name, content_type="text/csv", owner="staff:1")
    person.says("避難所 取込")
    person.sends(Incoming("file", file_name=name), {"attachment_id": attachment_id})
    return await do(jobs, person)


def names(town):
    return set(town.session.scalars(select(Shelter.name)))


async def test_a_file_is_shown_whole_first_and_applied_on_run(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")

    said = await send(jobs, chief, GOOD)

    assert "新しく入るもの\n2件" in said
    assert "北集会所、南集会所" in said
    assert names(desk_town) == set()
    assert "新しいもの2件" in chief.taps("実行")
    assert names(desk_town) == {"北集会所", "南集会所"}
    actions = desk_town.session.execute(select(AuditRow.action, AuditRow.outcome).order_by(AuditRow.id)).all()
    assert [tuple(row) for row in actions] == [
        ("避難所 取込", "done"),
        ("避難所 取込実行", "shown"),
        ("避難所 取込実行", "done"),
    ]


async def test_changed_and_removed_records_are_named(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    await send(jobs, chief, GOOD)
    chief.taps("実行")

    said = await send(jobs, chief, HEADER + "北集会所,北2,38.71,140.11\r\n")

    assert "変わるもの：北集会所" in said
    assert "なくなるもの：南集会所" in said
    assert "住所 1件" in said
    assert "このファイルにない1件はなくなります" in said
    assert names(desk_town) == {"北集会所", "南集会所"}
    chief.taps("実行")
    assert names(desk_town) == {"北集会所"}
    assert desk_town.session.scalar(select(Shelter.address)) == "北2"


async def test_of_a_file_with_one_bad_row_the_others_are_taken_on_run_alone(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")

    said = await send(jobs, chief, BAD)

    assert "3行目 「名称」名前がありません。" in said
    assert "取り込めない1件をのぞいて取り込みます" in said
    assert names(desk_town) == set()
    chief.says("実行")
    assert names(desk_town) == {"北集会所"}


async def test_a_file_of_bad_rows_alone_has_nothing_to_run(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")

    await send(jobs, chief, GOOD)
    chief.taps("実行")

    said = await send(jobs, chief, HEADER + ",北1,38.71,140.11\r\n")

    assert "取り込める行がありません" in said
    assert "実行" not in chief.labels
    chief.says("実行")
    assert names(desk_town) == {"北集会所", "南集会所"}


async def test_the_same_file_again_has_nothing_to_take(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    await send(jobs, chief, GOOD)
    chief.taps("実行")

    assert "取り込むものはありません" in await send(jobs, chief, GOOD)
    assert "実行" not in chief.labels


async def test_records_changed_after_the_check_stop_the_import(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    await send(jobs, chief, GOOD)
    desk_town.session.add(
        Shelter(public_id="f" * 32, code="H-9", name="新集会所", latitude=38.7, longitude=140.1, changed_at=sample.NOW)
    )
    desk_town.session.flush()

    said = chief.taps("実行")

    assert "もう一度ファイルを送ってください" in said
    assert names(desk_town) == {"新集会所"}


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "ファイルが空です"), ("a,b\r\n1,2\r\n", "見出しの行が読み取れません"), ("PK\x03\x04x", "表計算のファイル")],
)
async def test_a_file_that_cannot_be_read_says_why(desk_town, jobs, text, said):
    chief = desk_town.member("Chief", "administrator")

    assert said in await send(jobs, chief, text)
    assert desk_town.session.scalar(select(func.count(Shelter.id))) == 0


async def test_a_file_in_line_is_fetched_first(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    chief.says("避難所 取込")
    chief.sends(Incoming("file", message_id="m7", file_name="list.csv"))
    assert chief.jobs[0].kind == "fetch_content"
    assert chief.jobs[0].payload == {"message_id": "m7", "file_name": "list.csv", "order": 1}
    desk_town.session.commit()
    attachment_id = await jobs[1].store(GOOD.encode("cp932"), name="x", content_type="", owner="staff:1")

    chief.job_comes_back("fetch_content", {"attachment_id": attachment_id, "size": 1, "file_name": "list.csv"})

    assert chief.jobs[0].kind == "read_table"
    assert "シフトJIS" in await do(jobs, chief)


@pytest.mark.parametrize(
    ("error", "said"),
    [("too_large", "10MB"), ("gone", "見つかりません"), ("unreachable", "時間をおいて"), ("odd", "時間をおいて")],
)
async def test_a_file_that_cannot_be_fetched_says_why(desk_town, error, said):
    chief = desk_town.member("Chief", "administrator")
    chief.says("避難所 取込")
    chief.sends(Incoming("file", message_id="m7", file_name="list.csv"))

    assert said in chief.job_comes_back("fetch_content", {"order": 1, "error": error})


async def test_a_file_that_is_gone_says_so(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    chief.says("避難所 取込")
    chief.sends(Incoming("file", file_name="x.csv"), {"attachment_id": 99})

    assert "見つかりません" in await do(jobs, chief)


async def test_logs_are_exported_and_proved_by_the_worker(town, chief, sato, jobs):
    sato.says("避難所 開設 中央公民館")
    chief.says("ログ 出力 操作 Sato")

    assert "操作ログ_20260410_1200.csv" in await do(jobs, chief)

    uri = next(action["uri"] for action in chief.actions if action["type"] == "uri")
    token = uri.split("/")[-1].partition("?")[0]
    file_id = town.desk.links.use(town.session, token, purpose="file", now=town.now).payload["file_id"]
    file = await jobs[1].find(file_id)
    assert (
        file.owner
        == f"staff:{chief.town.session.scalar(select(AuditRow.staff_id).where(AuditRow.staff_name == 'Chief'))}"
    )
    assert "避難所 開設" in (await jobs[1].read(file)).decode("utf-8-sig")

    chief.says("ログ 検証")
    assert "3件を確かめました" in await do(jobs, chief)


async def test_only_adding_leaves_what_the_file_lacks_and_is_undone_whole(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    await send(jobs, chief, GOOD)
    chief.taps("実行")
    await send(jobs, chief, HEADER + "北集会所,北2,38.71,140.11\r\n西集会所,西1,38.71,140.11\r\n")

    said = chief.taps("足す・直すだけ")
    assert "なくなるもの" not in said
    assert "いまのまま残ります" in said
    assert "入れ替える" in chief.labels
    assert "元に戻す" in chief.taps("実行")
    assert names(desk_town) == {"北集会所", "南集会所", "西集会所"}

    assert "「避難所 取込 list.csv」を元に戻しました" in chief.taps("元に戻す")
    assert names(desk_town) == {"北集会所", "南集会所"}
    desk_town.session.expire_all()
    assert set(desk_town.session.scalars(select(Shelter.address))) == {"北1", "南1"}


async def test_a_list_that_would_mostly_go_from_far_away_is_warned_of(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    await send(jobs, chief, GOOD)
    chief.taps("実行")

    said = await send(jobs, chief, HEADER + "番町小学校,千代田,35.688,139.734\r\n")

    assert "50km以上離れた場所が1件" in said
    assert "いまある2件のうち2件がなくなる" in said
    assert names(desk_town) == {"北集会所", "南集会所"}


async def test_an_import_is_not_undone_over_a_later_edit(desk_town, jobs):
    chief = desk_town.member("Chief", "administrator")
    await send(jobs, chief, GOOD)
    chief.taps("実行")
    desk_town.session.scalar(select(Shelter)).revision += 1
    desk_town.session.flush()

    assert "そのあとに変更があった" in chief.says("元に戻す")
    assert names(desk_town) == {"北集会所", "南集会所"}
