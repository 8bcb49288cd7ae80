"""Corporate numbers: the check digit, the agency's answer, closed and hidden ones, and no network in a turn."""

from types import SimpleNamespace

import pytest

from data.errors import GatewayError
from data.gateways.line.events import Incoming
from data.gateways.nta.company import is_corporate_number
from data.gateways.nta.job import look_up_company
from data.gateways.nta.reading import read_companies
from data.gateways.nta.standin import COMPANIES, DeskNtaGateway
from tests.fields.asking import field_of, refuses
from tests.interview.talker import Talker, form_of

FORM = form_of("id: form\ntitle: 届け\nfields:\n  - {id: it, kind: corporate_number, label: 会社}\n")
XML = """<?xml version="1.0" encoding="UTF-8"?>
<corporations><lastUpdateDate>2020-08-20</lastUpdateDate><count>1</count><divideNumber>1</divideNumber>
<divideSize>1</divideSize><corporation><corporateNumber>1290001089235</corporateNumber><correct>0</correct>
<name>株式会社例</name><prefectureName>福岡県</prefectureName><cityName>福岡市中央区</cityName>
<streetNumber>天神１</streetNumber><postCode>8100001</postCode><closeDate/><latest>1</latest><hihyoji>0</hihyoji>
</corporation></corporations>""".encode()


async def answered(hanako, gateway):
    """Let the job run that was ordered, and its result come back."""
    (order,) = hanako.step.jobs
    payload = {**order.payload}
    found = await look_up_company(gateway)(SimpleNamespace(kind=order.kind, payload=payload))
    hanako.sends(Incoming("job", raw_type=order.kind), found)


@pytest.mark.parametrize("number", ["1180301018771", "8011001150296", "1290001089235", "5070001032626"])
def test_the_check_digit_of_real_numbers_is_right(number):
    assert is_corporate_number(number)
    assert not is_corporate_number(f"{(int(number[0]) % 9) + 1}{number[1:]}")


def test_a_mistyped_number_never_leaves_the_house():
    field = field_of("corporate_number")

    assert refuses(field, "2180301018771") == "wrong_digit"
    assert refuses(field, "118030101877") == "wrong_length"
    assert refuses(field, "あ") == "name_length"


async def test_a_number_fills_in_name_and_address():
    hanako = Talker(FORM)
    hanako.says(COMPANIES[0].number)
    assert hanako.step.kind == "waiting"
    hanako.says("まだ？")
    assert "確認中です" in hanako.text

    hanako = Talker(FORM)
    hanako.says(COMPANIES[0].number)
    await answered(hanako, DeskNtaGateway())
    assert "株式会社見本建設" in hanako.text
    hanako.taps("はい")

    kept = hanako.state["answers"]["it"]
    assert (kept["name"], kept["is_checked"]) == ("株式会社見本建設", True)


async def test_a_name_offers_those_found_and_a_closed_one_is_told():
    hanako = Talker(FORM)
    hanako.says("見本")
    await answered(hanako, DeskNtaGateway())
    assert "4件見つかりました" in hanako.text
    assert "見本の会" not in hanako.text

    hanako.taps("有限会社見本農園 山形県最上郡戸沢村大字角川３００")
    assert "2024年3月31日に閉鎖されています（清算など）" in hanako.text
    hanako.says("いいえ")
    assert "13けたの法人番号か名前" in hanako.text


async def test_a_hidden_one_is_told_and_taken():
    hanako = Talker(FORM)
    hanako.says(COMPANIES[4].number)
    await answered(hanako, DeskNtaGateway())

    assert "出ないことを希望" in hanako.text
    hanako.says("はい")
    assert hanako.state["answers"]["it"]["is_hidden"] is True


class Away:
    async def by_number(self, number):
        raise GatewayError("away", retryable=True)

    async def by_name(self, name):
        raise GatewayError("away", retryable=True)


@pytest.mark.parametrize("gateway", [Away(), None])
async def test_without_the_agency_a_number_is_taken_unchecked_and_a_name_is_not(gateway):
    hanako = Talker(FORM)
    hanako.says("見本建設")
    await answered(hanako, gateway)
    assert "いまは名前で調べられません" in hanako.text

    hanako.says(COMPANIES[0].number)
    await answered(hanako, gateway)
    hanako.taps("はい")
    assert hanako.state["answers"]["it"]["is_checked"] is False


def test_the_agency_s_xml_is_read_and_declarations_are_refused():
    count, (company,) = read_companies(XML)

    assert (count, company.name, company.address) == (1, "株式会社例", "福岡県福岡市中央区天神１")
    for bad in (b"<html>", b"", b'<!DOCTYPE x [<!ENTITY a "b">]><corporations/>'):
        with pytest.raises(GatewayError):
            read_companies(bad)
