"""What can be wrong before the program runs: each a clear sentence for the operator and an exit code, no traceback.

The command line speaks Japanese (design 5), so these sentences do too. Nothing is touched when one is raised.
"""

from __future__ import annotations

import errno
import shutil
import ssl
from pathlib import Path
from typing import ClassVar

# Less than this is no room for anything: a first start needs about twice as much.
NO_ROOM_BYTES = 500_000
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class StartFault(Exception):
    """The program can't start as things are. `str()` is the sentence for stderr."""

    exit_code: ClassVar[int] = 2
    sentence: ClassVar[str] = "起動できません。"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.sentence.format(**facts))


class WrongKey(StartFault):
    """The key does not open the database."""

    exit_code = 3
    sentence = (
        "鍵がデータベース {path} と合いません。MADOGUCHI_MASTER_KEY または MADOGUCHI_MASTER_KEY_FILE を、"
        "このデータベースを作ったときのものにしてください。データには触れていません。"
    )


class KeyMissing(StartFault):
    """There is a database but not its key."""

    exit_code = 4
    sentence = (
        "データベース {path} はありますが、鍵のファイル {key} がありません。控えてある鍵を元の場所に戻してください。"
        "新しい鍵は作っていません。"
    )


class BadKey(StartFault):
    """The key itself can't be read."""

    exit_code = 4
    sentence = "鍵 {where} を読めません。32バイトの鍵を16進数64文字で書いてください。"


class BadKeyring(BadKey):
    """The wrapped data keys can't be read."""

    sentence = (
        "データの鍵のファイル {where} が壊れています。控えてあれば元の場所に戻してください。なければ"
        "「python main.py restore --force バックアップ」で、バックアップの中のものに戻せます。"
    )


class KeyForbidden(BadKey):
    """The key's file is there, but not for this user. It must not be taken for a broken one and written anew."""

    sentence = (
        "鍵のファイル {where} を開く権限がありません。窓口を動かす利用者で実行しているか、ファイルの持ち主を"
        "確かめてください。鍵はそのままにしておいてください。"
    )


class Locked(StartFault):
    """Somebody else holds the database."""

    exit_code = 5
    sentence = (
        "データベース {path} をほかのプログラムが使っていて、開けません。それを終わらせてから、もう一度お試しください。"
    )


class AlreadyServing(StartFault):
    """A second `serve` on one embedded database."""

    exit_code = 5
    sentence = "このデータの場所では、もう「serve」が動いています。先にそれを止めてから、もう一度お試しください。"


class DiskFull(StartFault):
    """No room."""

    exit_code = 6
    sentence = "ディスクがいっぱいで {path} に書けません。空きを作ってから、もう一度お試しください。"


class DiskFailed(StartFault):
    """Reading or writing failed, though there is room: a broken disk, or a limit on the size of files."""

    exit_code = 6
    sentence = (
        "{path} の読み書きに失敗しました。ディスクの故障や容量の制限がないか確かめてから、もう一度お試しください。"
    )


class Damaged(StartFault):
    """The database can be opened, but is not whole."""

    exit_code = 10
    sentence = (
        "データベース {path} が壊れています（{reason}）。バックアップから戻してください。データには触れていません。"
    )


class Unwritable(StartFault):
    """A folder that may not be written."""

    exit_code = 6
    sentence = "フォルダー {path} に書けません。書き込みの権限を確かめてください。"


class NewerSchema(StartFault):
    """The database was made by a newer program."""

    exit_code = 7
    sentence = (
        "データベースの形式（{found}）が、このプログラムより新しいものです。新しいほうのプログラムで動かしてください。"
        "データには触れていません。"
    )


class OlderSchema(StartFault):
    """PostgreSQL is never migrated by itself."""

    exit_code = 7
    sentence = "データベースの形式が古いままです。先に「python main.py migrate」を実行してください。"


class Unreachable(StartFault):
    """PostgreSQL does not answer."""

    exit_code = 8
    sentence = "データベースにつながりません（{reason}）。MADOGUCHI_DATABASE_URL を確かめてください。"


class NoDriver(StartFault):
    """PostgreSQL was asked for without the extra that brings its driver."""

    exit_code = 8
    sentence = "PostgreSQLを使うための部品が入っていません。「pip install '.[scale]'」を実行してください。"


class BadSetting(StartFault):
    """A setting that can't be used."""

    exit_code = 2
    sentence = "設定 {name} が正しくありません。{reason}"


class BadCertificate(StartFault):
    """The certificate or its key can't be used."""

    exit_code = 2
    sentence = (
        "証明書 {path} か鍵 {key} が使えません（{reason}）。MADOGUCHI_TLS_CERT に中間証明書までのPEM、"
        "MADOGUCHI_TLS_KEY に合言葉のない鍵のPEMを書き、読み取りの権限を確かめてください。"
    )


def reason_of_certificate(fault: Exception) -> str:
    """What the operating system or OpenSSL says of a certificate and its key, for BadCertificate."""
    if isinstance(fault, FileNotFoundError):
        return "ファイルがありません"
    if isinstance(fault, PermissionError):
        return "読み取りの権限がありません"
    if isinstance(fault, ssl.SSLError) and fault.reason == "KEY_VALUES_MISMATCH":
        return "証明書と鍵の組が合いません"
    return "PEMとして読み取れないか、鍵に合言葉があります"  # OpenSSL tells the two alike


def fault_of_disk(fault: OSError, path: Path) -> StartFault:
    """What the operating system says of writing to a folder, in the operator's words."""
    if fault.errno in FULL:
        return DiskFull(path=path)
    return DiskFailed(path=path) if fault.errno in (errno.EIO, errno.EFBIG) else Unwritable(path=path)


def fault_of_sqlite(text: str, path: Path) -> StartFault:
    """What SQLite says of the database at `path`, in the operator's words."""
    if "locked" in text or "busy" in text:
        return Locked(path=path)
    if "disk is full" in text:
        return DiskFull(path=path)
    if "readonly" in text or "unable to open" in text:
        return Unwritable(path=path.parent)
    if "disk I/O error" in text:
        # SQLite says the same when the file beside it, shared memory, finds no room.
        is_full = shutil.disk_usage(path.parent).free < NO_ROOM_BYTES
        return DiskFull(path=path) if is_full else DiskFailed(path=path)
    if "not a database" in text:
        return WrongKey(path=path)
    return Damaged(path=path, reason=text.partition("\n")[0][:200])


class BackupFault(StartFault):
    """A backup can't be made, read or put back; nothing was changed. `code` is what the staff chat and its row say."""

    exit_code = 9
    code: ClassVar[str] = "fault"


class NothingToBackUp(BackupFault):
    """There is no database."""

    sentence = "データベース {path} がないので、バックアップを作れません。MADOGUCHI_HOME を確かめてください。"


class NoRoom(BackupFault):
    """Not enough free space."""

    exit_code = 6
    code = "no_room"
    sentence = (
        "空きが足りません。{path} に {need} MB が要りますが、空きは {free} MB です。"
        "空きを作ってから、もう一度お試しください。"
    )


class ToolMissing(BackupFault):
    """A tool that comes with PostgreSQL is not there."""

    code = "no_tool"
    sentence = "{tool} が見つかりません。PostgreSQL の道具（postgresql-client）を入れてから、もう一度お試しください。"


class ToolFailed(BackupFault):
    """A tool of PostgreSQL did not do its work."""

    code = "tool_failed"
    sentence = "{tool} が終わりまで進みませんでした（{reason}）。"


class MayNotCreate(BackupFault):
    """The database's user may not make the scratch database."""

    code = "no_right"
    sentence = (
        "中身を確かめるためのデータベースを作れません（{reason}）。"
        "データベースの利用者に CREATEDB の権限を与えてください。"
    )


class NotABackup(BackupFault):
    """No such file, or another kind of file."""

    code = "damaged"
    sentence = "{file} は、窓口のバックアップではないか、読めません。ファイルの名前を確かめてください。"


class BackupDamaged(BackupFault):
    """`part`: header, about, database, files, parts."""

    code = "damaged"
    sentence = (
        "バックアップ {file} は、{part}の部分が壊れているか、書き換えられています。"
        "ほかのバックアップを使ってください。何も変えていません。"
    )
    PARTS: ClassVar[dict[str, str]] = {
        "header": "見出し",
        "about": "目録",
        "database": "データベース",
        "files": "ファイル",
        "parts": "照合表",
    }

    def __init__(self, *, file: object, part: str) -> None:
        super().__init__(file=file, part=self.PARTS[part])
        self.part = part


class CountsDiffer(BackupFault):
    """What was restored is not what the backup says it holds."""

    code = "damaged"
    sentence = (
        "バックアップ {file} の中身が目録と合いません（{what}：目録 {expected}、中身 {found}）。"
        "ほかのバックアップを使ってください。何も変えていません。"
    )


class WrongBackupKey(BackupFault):
    """The master key is not the one the backup was made with."""

    exit_code = 3
    code = "key"
    sentence = (
        "鍵がバックアップ {file} と合いません。番号 {master} のマスター鍵が要ります。MADOGUCHI_MASTER_KEY または"
        " MADOGUCHI_MASTER_KEY_FILE をその鍵にするか、鍵のファイルと同じ場所に「鍵のファイル名.{master}.old」の"
        "名前で置いてください。何も変えていません。"
    )


class BackupKeyMissing(BackupFault):
    """No master key to open it with."""

    exit_code = 4
    code = "key"
    sentence = "バックアップを開く鍵 {key} がありません。控えてある鍵を元の場所に戻してください。"


class OtherEngine(BackupFault):
    """A backup of PostgreSQL for the embedded database, or the other way round."""

    sentence = (
        "バックアップ {file} は別の種類のデータベース（{engine}）のものです。"
        "MADOGUCHI_DATABASE_URL を確かめてください。"
    )


class AlreadyLive(BackupFault):
    """Restoring would put aside what is there."""

    sentence = (
        "ここには、すでにデータがあります（{path}）。入れ替えるときは --force を付けてください（いまのデータは、"
        "名前を変えて残します）。何も変えていません。"
    )


class StillRunning(BackupFault):
    """Somebody works with this HOME, or is connected to this database."""

    exit_code = 5
    sentence = "窓口のプログラムが動いています。終わらせてから、もう一度お試しください。何も変えていません。"


class RestoreRuns(BackupFault):
    """Nothing else may start meanwhile."""

    exit_code = 5
    sentence = "復元の最中です。終わってから、もう一度お試しください。"


class RestoreUnfinished(BackupFault):
    """A restore was interrupted while it swapped the old for the new."""

    exit_code = 5
    sentence = (
        "前の復元が途中で止まっています。同じ「python main.py restore」をもう一度実行すると、最後まで終わります。"
    )
