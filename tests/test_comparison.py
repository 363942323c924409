"""Several promises side by side: the alike together, the unlike apart, and nothing added up."""

from __future__ import annotations

import csv
import re
import shutil

import pytest
from builders import commitment, promise_with, records
from matplotlib.patches import Rectangle

import lofte_analysis as la
from lofte_analysis.cli import main
from lofte_analysis.comparison import COLUMNS, kind_in_words
from lofte_analysis.outcomes import follow_through
from lofte_analysis.paths import data_path
from lofte_analysis.promise import Measure, Per

MEETINGS = ("träff", "träffar")
YEAR = "2022-12-31"


def followed(*commitments, rows=(), **options):
    promise = promise_with(*commitments, **options)
    told = records(promise, list(rows), deliveries=[("skolan", "2022-01-01", YEAR)])
    return promise, follow_through(promise, told, cutoff=YEAR)


def meetings(**options):
    return commitment("A", Measure.COUNT, at_least=1, units=MEETINGS, **options)


@pytest.fixture
def two():
    return {"Ett 2022": followed(meetings(), rows=[("2022-03-07", "skolan")]), "Två 2022": followed(meetings())}


def test_commitments_that_are_alike_stand_beside_each_other_each_with_its_own_ratio(two):
    rows = la.side_by_side(two)
    assert list(rows.columns) == COLUMNS
    assert rows[["promise", "result", "beside"]].values.tolist() == [
        ["Ett 2022", "1 av 12 månader", True],
        ["Två 2022", "0 av 12 månader", True],
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"per": Per.TERM},
        {"units": ("kontroll", "kontroller")},
        {"measure": Measure.SHARE, "at_least": None, "share_at_least": 1.0, "per": Per.HALF_YEAR},
    ],
    ids=["another period", "another unit", "another measure"],
)
def test_what_is_unlike_stands_alone(other):
    unlike = commitment("B", **{"measure": Measure.COUNT, "at_least": 1, "units": MEETINGS, **other})
    assert kind_in_words(unlike) != kind_in_words(meetings())
    rows = la.side_by_side({"Ett 2022": followed(meetings()), "Två 2022": followed(meetings(), unlike)})
    alone = rows[~rows["beside"]]
    assert set(alone["commitment"]) <= {"B"} and set(rows.loc[rows["beside"], "commitment"]) == {"A"}


def test_a_unit_that_says_nothing_of_what_is_counted_asks_for_the_same_title():
    patrol, visit = (commitment("A", Measure.COUNT, at_least=1, title=title) for title in ("Vandring", "Krogbesök"))
    assert kind_in_words(patrol) != kind_in_words(visit)
    assert kind_in_words(patrol) == kind_in_words(commitment("7", Measure.COUNT, at_least=3, title="vandring"))


def test_an_abbreviation_keeps_its_letters_and_letters_alone_part_nothing():
    titles = ("Möten med BUP", "MÖTEN MED BUP")
    pair = [followed(commitment("A", Measure.COUNT, at_least=1, per=Per.MONTH, title=title)) for title in titles]
    rows = la.side_by_side({"Ett 2022": pair[0], "Två 2022": pair[1]})
    assert set(rows["alike"]) == {"Tillfällen (möten med BUP) per månad"} and rows["beside"].all()


def test_no_row_is_a_sum_and_no_promise_is_lost(two):
    rows = la.side_by_side(two)
    own = [la.summary(outcomes) for _, outcomes in two.values()]
    assert len(rows) == sum(map(len, own))
    assert rows["periods"].tolist() == [periods for summed in own for periods in summed["periods"]]


def test_a_promise_without_a_number_has_no_row(two):
    rows = la.side_by_side({**two, "Tre 2022": followed(commitment("U", Measure.UNQUANTIFIED))})
    assert set(rows["promise"]) == {"Ett 2022", "Två 2022"}


def test_one_promise_alone_cannot_be_compared(two):
    with pytest.raises(ValueError, match="at least two promises, got 1"):
        la.side_by_side(dict(list(two.items())[:1]))


# The picture ----------------------------------------------------------------------------------------------


def test_the_bars_are_the_shares_kept_and_the_headline_holds_each_ratio(two):
    chart = la.promises_beside(la.side_by_side(two))
    assert chart.headline == "Träffar per månad: uppfyllt i 1 av 12 i Ett 2022 och 0 av 12 i Två 2022"
    bars = {
        patch.get_gid(): patch.get_width()
        for patch in chart.figure().findobj(Rectangle)
        if str(patch.get_gid()).startswith(("kept", "rest"))
    }
    assert bars["kept Ett 2022"] == pytest.approx(bars["rest"] / 12) and bars["kept Två 2022"] == 0


def test_a_level_that_differs_is_said_and_no_promise_is_called_the_best(two):
    more = followed(commitment("A", Measure.COUNT, at_least=2, units=MEETINGS))
    chart = la.promises_beside(la.side_by_side({**two, "Tre 2022": more}))
    assert "Det som är utlovat är inte lika mycket överallt." in chart.subtitle
    assert "säger inget om varför, och inte vem som är bäst" in chart.source
    assert "inte lika mycket" not in la.promises_beside(la.side_by_side(two)).subtitle


def test_several_kinds_are_not_drawn_in_one_picture(two):
    other = commitment("B", Measure.COUNT, at_least=1, units=("kontroll", "kontroller"))
    both = {name: followed(meetings(), other) for name in two}
    with pytest.raises(ValueError, match="one kind of commitment, got 2"):
        la.promises_beside(la.side_by_side(both))


# The command ----------------------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path):
    """The example data as two promises of the same municipality: one of them ends by the letter."""
    text = data_path("medborgarloften", "sunne_2021-2024.toml").read_text(encoding="utf-8")
    shorter = re.sub(r"\[\[version\]\]\nnamn = \"löftet förlängt\".*?\n\n", "", text, flags=re.DOTALL)
    shorter = re.sub(r"^(slut_enligt_ordalydelsen|tolkning_av_slut).*\n", "", shorter, flags=re.MULTILINE)
    for name, promise in (("kort", shorter), ("lang", text)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lofte.toml").write_text(promise, encoding="utf-8")
        for book in data_path("exempel").glob("*.xlsx"):
            shutil.copy(book, tmp_path / name)
    return tmp_path


def test_the_command_writes_the_table_and_a_picture_per_kind(folders, capsys):
    assert main(["jamfor", str(folders / "kort"), str(folders / "lang"), "--ut", str(folders / "ut")]) == 0
    out = folders / "ut" / "jamforelse"
    with (out / "jamforelse.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    meetings = [row for row in rows if row["åtagande"] == "5.3"]
    assert [row["löfte"] for row in meetings] == ["Exempelkommunen 2021–2023", "Exempelkommunen 2021–2024"]
    assert meetings[1]["uppfyllt"] == "25 av 35 månader" and meetings[0]["uppfyllt"] != meetings[1]["uppfyllt"]
    assert (out / "jamforelse_traffar_per_manad.png").stat().st_size > 10_000
    assert "Åtaganden som finns i flera löften: " in capsys.readouterr().out


def test_a_folder_without_a_promise_file_is_said_in_a_sentence(folders, capsys, monkeypatch):
    (folders / "tom").mkdir()
    (folders / "tom" / "djupare").mkdir()
    monkeypatch.chdir(folders / "tom")
    assert main(["jamfor", str(folders / "kort"), str(folders / "tom" / "djupare")]) == 2
    assert "har ingen löftesfil" in capsys.readouterr().err
    assert main(["jamfor", str(folders / "kort"), "../borta"]) == 2
    assert f"Mappen {folders / 'borta'} finns inte." in capsys.readouterr().err
    assert main(["jamfor", str(folders / "kort")]) == 2
    assert "minst två mappar" in capsys.readouterr().err
