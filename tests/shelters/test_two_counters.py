"""The two counters together, through real webhooks: a clerk opens a shelter, a resident finds it first."""

from __future__ import annotations

HALL = (38.73862, 140.14352)


async def test_a_shelter_stands_first_as_soon_as_a_clerk_has_opened_it(hanako, sato):
    before = await hanako.is_at(*HALL)
    assert "いま開設中のところはありません" in before

    await sato.says("避難所 開設 中央体育館")
    after = await hanako.is_at(*HALL)

    assert "いま入れるところを先に並べています" in after
    assert after.index("戸沢村中央体育館") < after.index("戸沢村中央公民館")
    assert "開設中" in after


async def test_the_evacuation_scenario_is_walked_by_tapping(hanako):
    await hanako.says("避難行動")
    for label in ("洪水", "外にいる", "いない"):
        await hanako.taps(label)
    assert "水から離れて、高いところへ" in await hanako.last_reply()

    shown = await hanako.is_at(*HALL)

    assert "「洪水」のときに使う場所です。" in shown


async def test_the_imagemap_of_the_starter_scenario_can_be_tapped(hanako):
    await hanako.says("施設案内")

    await hanako.taps("図書館")

    assert "「図書館」の施設です。" in await hanako.last_reply()


async def test_the_menu_leads_to_everything_by_tapping(hanako):
    await hanako.says("メニュー")
    await hanako.taps("施設をさがす")

    await hanako.taps("医療・福祉")

    assert "戸沢村診療所" in await hanako.last_reply()
