"""Files go up limited and sealed, and come down once, to the one person they are for."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from aiohttp import FormData
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data.audit.models import AuditRow
from data.files.models import StoredFile
from staffbot.web.downloads import disposition
from staffbot.web.uploads import LONGEST_NAME, UPLOAD_LIMIT_BYTES, clean_name

SHEET = "名称,緯度\r\n公民館,38.7\r\n".encode()


FORM = "multipart/form-data; boundary=b"
HALF = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nhalf'


def form(content: bytes = SHEET, name: str = "避難所.csv", field: str = "file") -> FormData:
    made = FormData(quote_fields=False)
    made.add_field(field, io.BytesIO(content), filename=name, content_type="text/csv")
    return made


async def send(browser, data, **headers):
    return await browser.post("/staff/console/file", data=data, headers=browser.own(**headers))


async def stored(house):
    return await house.store.read(select(StoredFile.id, StoredFile.name, StoredFile.owner, StoredFile.size))


async def test_a_dropped_file_is_sealed_and_told_to_the_chat(house, sato, tmp_path):
    answer = await send(sato, form())
    await house.turns.settled()

    assert answer.status == 202
    [(who, incoming, result)] = house.counter.heard
    assert (who, incoming.kind, incoming.file_name, incoming.file_size) == (
        f"staff:{house.people['佐藤']}",
        "file",
        "避難所.csv",
        len(SHEET),
    )
    file = await house.files.find(result["attachment_id"])
    assert await house.files.read(file) == SHEET
    assert all(SHEET not in path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file())
    assert (await sato.reads())[0]["message"]["text"] == "避難所.csv"
    assert file.owner == who
    house.clock.move(timedelta(days=8))
    assert await house.files.drop_expired() == 1
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_uploads_and_downloads_stand_in_the_audit_log(house, sato):
    await send(sato, form())
    await sato.get(f"/staff/files/{await export(house)}")

    actions = [row[0] for row in await house.store.read(select(AuditRow.action).order_by(AuditRow.id))]
    assert actions == ["コンソール 入室", "ファイル 送付", "ファイル 受け取り"]


async def test_ten_megabytes_pass_and_a_byte_more_does_not(house, sato):
    assert (await send(sato, form(b"x" * UPLOAD_LIMIT_BYTES))).status == 202

    answer = await send(sato, form(b"x" * (UPLOAD_LIMIT_BYTES + 1)))
    assert answer.status == 413
    assert "10MBまで" in (await answer.json())["say"]
    assert len(await stored(house)) == 1


async def test_what_says_it_is_huge_is_refused_before_it_is_read(sato):
    headers = {"Content-Length": str(UPLOAD_LIMIT_BYTES * 100), "Content-Type": FORM}

    assert (await send(sato, b"", **headers)).status == 413


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", FORM),
        (b"--b\r\n", FORM),
        (b"nothing like a form", FORM),
        (HALF, FORM),
        (HALF + b"\r\n--b\r\n\r\nmore\r\n--b--\r\n", FORM),
        (b"--b\r\n\r\nx\r\n--b--\r\n", FORM),
        (SHEET, "text/csv"),
        (SHEET, "multipart/form-data"),
    ],
)
async def test_what_is_no_file_is_refused_and_leaves_nothing(house, sato, tmp_path, data, kind):
    answer = await send(sato, data, **{"Content-Type": kind})

    assert answer.status == 400
    assert (await answer.json())["say"].endswith("。")
    assert house.counter.heard == []
    assert await stored(house) == []
    assert [path for path in tmp_path.glob("files/**/*") if path.is_file()] == []


async def test_an_empty_file_and_another_field_are_refused(house, sato):
    assert "中身がありません" in (await (await send(sato, form(b""))).json())["say"]
    assert (await send(sato, form(field="other"))).status == 400
    assert await stored(house) == []


async def test_a_file_needs_the_write_token(house, sato):
    assert (await send(sato, form(), **{"X-CSRF-Token": "0" * 32})).status == 403
    assert await stored(house) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("避難所.csv", "避難所.csv"),
        ("C:\\Users\\佐藤\\一覧.csv", "一覧.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie: x.csv"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("...", ""),
        ("あ" * 300 + ".csv", "あ" * (LONGEST_NAME - 4) + ".csv"),
        ("あ" * 300, "あ" * LONGEST_NAME),
    ],
)
def test_a_files_name_is_only_a_name(name, kept):
    assert clean_name(name) == kept


@given(st.text(st.characters(), max_size=300))
def test_every_name_becomes_a_short_harmless_one(name):
    kept = clean_name(name)

    assert len(kept) <= LONGEST_NAME
    assert not set(kept) & {"/", "\\", "\n", "\r", "\x00"}
    kept.encode()


@given(st.text(st.characters(), max_size=100))
def test_no_name_breaks_out_of_the_header(name):
    header = disposition(name)

    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


# Downloads


async def export(house, name="佐藤", content=SHEET, file_name="避難所一覧.csv", content_type="text/csv; charset=utf-8"):
    file_id = await house.files.store(
        content, name=file_name, content_type=content_type, owner="staff:1", purpose="export", ttl=timedelta(minutes=20)
    )
    return await house.link(name, purpose="file", payload={"file_id": file_id})


async def test_an_export_comes_down_once(house, sato):
    token = await export(house)
    answer = await sato.get(f"/staff/files/{token}")

    assert answer.status == 200
    assert await answer.read() == SHEET
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=\"file.csv\"; filename*=UTF-8''%E9")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = await sato.get(f"/staff/files/{token}")
    assert again.status == 410
    assert "もう一度「出力」" in await again.text()


async def test_it_waits_fifteen_minutes(house, sato):
    token = await export(house)
    house.clock.move(timedelta(minutes=15))

    answer = await sato.get(f"/staff/files/{token}")
    assert answer.status == 410
    assert "時間が過ぎました" in await answer.text()


async def test_another_person_cannot_fetch_it_and_does_not_spoil_it(house, sato, mori):
    token = await export(house)

    assert (await mori.get(f"/staff/files/{token}")).status == 404
    assert (await sato.get(f"/staff/files/{token}")).status == 200


async def test_guessing_file_links_ends_after_a_few(house, sato):
    token = await export(house)
    for number in range(20):
        assert (await sato.get(f"/staff/files/{number:048d}")).status == 404

    assert (await sato.get(f"/staff/files/{token}")).status == 429


async def test_fetching_files_keeps_the_session_alive(house, sato):
    for _ in range(3):
        house.clock.move(timedelta(minutes=20))
        assert (await sato.get(f"/staff/files/{await export(house)}")).status == 200


async def test_without_a_sign_in_looking_uses_nothing_and_the_button_gives_the_file_once(house, stranger):
    token = await export(house)
    for _ in range(2):
        page = await stranger.get(f"/staff/files/{token}")
        assert page.status == 200
        assert "ファイルを受け取る" in await page.text()
    assert (await stranger.head(f"/staff/files/{token}")).status == 405

    taken = await stranger.post(f"/staff/files/{token}")
    again = await stranger.post(f"/staff/files/{token}")

    assert taken.status == 200
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert again.status == 410
    assert (await stranger.get(f"/staff/files/{token}")).status == 410


async def test_the_button_on_another_site_gives_nothing(house, stranger):
    token = await export(house)

    assert (await stranger.post(f"/staff/files/{token}", headers={"Sec-Fetch-Site": "cross-site"})).status == 403
    assert (await stranger.post(f"/staff/files/{token}")).status == 200


async def test_a_link_into_the_console_is_no_link_to_a_file(house, sato):
    assert (await sato.get(f"/staff/files/{await house.link()}")).status == 404
    assert (await sato.get(f"/staff/enter/{await export(house)}")).status == 404


async def test_a_file_that_is_gone_says_so(house, sato):
    token = await house.link(purpose="file", payload={"file_id": 999})

    answer = await sato.get(f"/staff/files/{token}")
    assert answer.status == 410
    assert "ファイルがなくなりました" in await answer.text()


async def test_a_page_among_the_exports_is_never_opened_as_one(house, sato):
    token = await export(house, content=b"<script>", file_name="x.html", content_type="text/html")

    answer = await sato.get(f"/staff/files/{token}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
