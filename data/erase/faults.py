"""Why nothing is erased, each a sentence for the operator."""

from __future__ import annotations

from data.db.faults import StartFault


class EraseFault(StartFault):
    """The data can't be erased as asked; nothing was touched."""

    exit_code = 12


class OtherTown(EraseFault):
    """The name given is not this town's."""

    sentence = (
        "「{given}」は、このデータの市町村の名前（{name}）と違います。消すときは --confirm {name} と書いてください。"
        "何も消していません。"
    )


class NothingToErase(EraseFault):
    """There are no data."""

    sentence = "{path} には、消すデータがありません。MADOGUCHI_HOME を確かめてください。"


class ExportThere(EraseFault):
    """The file for the export is there already, or would be erased with the rest."""

    sentence = (
        "控えのファイル {path} は使えません（もうあるか、消す場所の中です）。別の名前にしてください。"
        "何も消していません。"
    )


class EraseUnfinished(EraseFault):
    """An erasure was interrupted: what is left can't be used any more."""

    exit_code = 5
    sentence = (
        "前の消去が途中で止まっています。「python main.py erase --confirm 市町村の名前」をもう一度実行すると、"
        "最後まで終わります。"
    )


class NoCertificate(EraseFault):
    """Not a certificate, or not as it was signed."""

    sentence = "{file} は、窓口の消去証明書ではないか、書き換えられています。"
