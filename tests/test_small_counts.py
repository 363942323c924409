"""Small-count suppression: no count of one to four persons leaves the house, nor what would tell it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from builders import commitment, promise_with, records
from hypothesis import given
from hypothesis import strategies as st
from workbooks import workbook

from lofte_analysis.outcomes import follow_through
from lofte_analysis.promise import Measure, Per, Personal, Promise, PromiseError, read_promise
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.report_words import reading_sentences
from lofte_analysis.reading.workbooks import read_workbooks
from lofte_analysis.shares import shares
from lofte_analysis.small_counts import HIDDEN, may_be_published, must_hide, suppress_small_counts

NAN = float("nan")
SECOND_HALF = {"period": "2022-H2", "start": pd.Timestamp("2022-07-01"), "end": pd.Timestamp("2022-12-31")}


def outcomes(*rows: dict) -> pd.DataFrame:
    """Outcomes with only what suppression looks at; each row may override."""
    base = {
        "measure": "andel",
        "per": "halvår",
        "rows": (),
        "unsettled": False,
        "commitment": "3.1",
        "period": "2022-H1",
        "start": pd.Timestamp("2022-01-01"),
        "end": pd.Timestamp("2022-06-30"),
        "cutoff": pd.Timestamp("2022-12-31"),
        "done": NAN,
        "cases": NAN,
        "open_cases": 0.0,
        "open_text": "",
        "outside": 0.0,
        "done_text": "text",
        "personal": Personal.EFFORT,
        "part_of": "",
    }
    return pd.DataFrame([base | row for row in rows])


@pytest.mark.parametrize(
    ("done", "cases", "personal", "hidden"),
    [
        (74, 92, Personal.EFFORT, False),
        (90, 92, Personal.EFFORT, True),  # two are left
        (3, 92, Personal.EFFORT, True),
        (88, 92, Personal.EFFORT, True),
        (87, 92, Personal.EFFORT, False),
        (92, 92, Personal.EFFORT, False),  # everything is what the authority did
        (0, 92, Personal.EFFORT, False),
        (92, 92, Personal.PERSON, True),  # everything is what each of them is
        (0, 92, Personal.PERSON, True),
        (4, 4, Personal.EFFORT, True),  # four cases are four persons
        (0, 0, Personal.PERSON, False),
        (3, NAN, Personal.PERSON, True),
        (5, NAN, Personal.PERSON, False),
        (3, NAN, Personal.NO, False),
        (1, 3, Personal.NO, False),
    ],
)
def test_a_count_or_its_complement_of_one_to_four_is_hidden(done, cases, personal, hidden):
    assert must_hide(done, cases, personal) is hidden
    published = suppress_small_counts(outcomes({"done": done, "cases": cases, "personal": personal}))
    assert published["hidden"].tolist() == [hidden]
    assert (published["done_text"].iloc[0] == HIDDEN) is hidden
    assert published["done"].isna().iloc[0] == hidden


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from([Personal.EFFORT, Personal.PERSON]))
def test_what_is_shown_of_a_share_has_no_small_part(done, more, personal):
    published = suppress_small_counts(
        outcomes({"done": float(done), "cases": float(done + more), "personal": personal})
    )
    row = published.iloc[0]
    if not row["hidden"]:
        assert not any(1 <= count <= 4 for count in (row["done"], row["cases"], row["cases"] - row["done"]))


def test_counts_of_persons_wait_until_the_period_is_closed():
    running = outcomes({"done": 50, "cases": 90, "cutoff": pd.Timestamp("2022-05-31")})
    assert suppress_small_counts(running)["hidden"].all()
    assert not suppress_small_counts(running.assign(personal=Personal.NO))["hidden"].any()


def test_a_part_of_a_hidden_share_is_hidden_too_since_its_whole_is_the_hidden_number():
    frame = outcomes(
        {"commitment": "6.1a", "done": 18, "cases": 20, "personal": Personal.PERSON},
        {"commitment": "6.1b", "done": 10, "cases": 18, "personal": Personal.PERSON, "part_of": "6.1a"},
        {"commitment": "6.1a", "done": 18, "cases": 25, "personal": Personal.PERSON} | SECOND_HALF,
        {"commitment": "6.1b", "done": 10, "cases": 18, "personal": "person", "part_of": "6.1a"} | SECOND_HALF,
    )
    assert suppress_small_counts(frame)["hidden"].tolist() == [True, True, False, False]


@pytest.mark.parametrize("still", [1.0, 2.0, 7.0])
def test_a_number_waits_until_no_case_is_open_however_many_are(still):
    row = outcomes({"done": 53, "cases": 53, "open_cases": still, "open_text": f"{still:.0f}"})
    published = suppress_small_counts(row)
    assert published["done_text"].tolist() == [HIDDEN] and published["open_text"].tolist() == ["några"]
    assert published[["done", "cases", "open_cases"]].isna().all(axis=None)
    assert suppress_small_counts(row.assign(personal=Personal.NO))["open_text"].tolist() == [f"{still:.0f}"]


def test_a_whole_is_shown_beside_a_part_with_open_cases_which_is_not():
    frame = outcomes(
        {"commitment": "6.1a", "done": 20, "cases": 26, "personal": Personal.PERSON},
        {"commitment": "6.1b", "done": 10, "cases": 17, "open_cases": 3.0, "personal": "person", "part_of": "6.1a"},
    )
    assert suppress_small_counts(frame)["hidden"].tolist() == [False, True]


@given(st.integers(5, 40), st.integers(0, 40))
def test_a_part_is_shown_only_of_the_number_that_its_whole_says(done, cases):
    frame = outcomes(
        {"commitment": "A", "done": done, "cases": done + 9, "personal": Personal.PERSON},
        {"commitment": "B", "done": cases // 2, "cases": cases, "personal": Personal.PERSON, "part_of": "A"},
    )
    hidden = suppress_small_counts(frame)["hidden"].tolist()
    assert hidden == [False, cases != done or must_hide(cases // 2, cases, Personal.PERSON)]


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((10,), True),
        ((10, 17), False),  # three of the second are left, and it is the first that must not be subtracted from it
        ((10, 6), False),  # four of the whole in neither, if nobody is in both
        ((10, 10), True),
        ((10, 14), True),
        ((8, 9, 3), False),  # the hidden third part would be what is left
        ((10, NAN), False),  # not told yet, and may turn out to be small
    ],
)
def test_parts_of_one_whole_are_shown_together_where_none_of_them_nor_the_rest_is_small(parts, shown):
    whole = {"commitment": "A", "done": 20, "cases": 30, "personal": Personal.PERSON}
    part = {"cases": 20.0, "personal": Personal.PERSON, "part_of": "A"}
    told = [part | {"commitment": f"B{number}", "done": done} for number, done in enumerate(parts)]
    done = suppress_small_counts(outcomes(whole, *told))["done"]
    assert done.notna().tolist() == [True] + [shown] * len(parts)


def test_nothing_is_changed_in_the_frame_that_is_given():
    frame = outcomes({"done": 3.0, "cases": 92.0})
    before = frame.copy()
    suppress_small_counts(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_may_be_published_only_when_suppressed_or_without_persons():
    frame = outcomes({"done": 3.0, "cases": 92.0})
    assert not may_be_published(frame)
    assert may_be_published(suppress_small_counts(frame))
    assert may_be_published(frame.assign(personal=Personal.NO))


def test_a_part_without_its_whole_in_the_frame_is_hidden():
    part = {"commitment": "6.1b", "done": 10, "cases": 18, "personal": Personal.PERSON, "part_of": "6.1a"}
    assert suppress_small_counts(outcomes(part))["hidden"].all()


def test_counts_of_persons_wait_until_everything_is_reported():
    late = outcomes({"done": 50, "cases": 90, "unsettled": True})
    assert suppress_small_counts(late)["hidden"].all()
    assert not suppress_small_counts(late.assign(personal=Personal.NO))["hidden"].any()


@pytest.mark.parametrize(
    ("per", "end"), [("månad", "2022-06-30"), ("halvår", "2022-05-31"), ("kalenderår", "2022-06-30")]
)
def test_counts_of_persons_are_shown_on_the_grid_of_half_years_and_years_only(per, end):
    assert suppress_small_counts(outcomes({"done": 50, "cases": 90, "per": per, "end": pd.Timestamp(end)}))[
        "hidden"
    ].all()


def test_a_number_promised_for_some_days_of_the_year_is_shown_when_those_days_are_over():
    promised = commitment("K", Measure.COUNT, per=Per.YEAR, at_least=5, window=((6, 1), (8, 31)), personal="person")
    days = [(f"2022-07-0{number}", "skolan") for number in range(1, 8)]
    told = records(promise_with(promised), days, deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    for cutoff, done in (("2022-07-31", HIDDEN), ("2022-08-31", "7")):
        published = suppress_small_counts(follow_through(promise_with(promised), told, cutoff=cutoff))
        assert published["done_text"].tolist() == [done]


def test_rows_behind_a_hidden_number_are_not_counted():
    frame = outcomes({"done": 3, "rows": (("a.xlsx", "G", 2, "genomfört"),) * 3})
    assert suppress_small_counts(frame)["rows"].tolist() == [()]


@pytest.mark.parametrize(("outside", "told"), [(0.0, True), (2.0, False), (5.0, True)])
def test_a_number_is_shown_beside_a_few_that_failed_a_condition_and_says_nothing_of_them(outside, told):
    """Hiding it would say that they are few, where the reason says that there were some."""
    behind = (("a.xlsx", "G", 2, "genomfört"),) * 9
    (row,) = suppress_small_counts(outcomes({"done": 7.0, "outside": outside, "rows": behind})).itertuples()
    assert row.done == 7 and not row.hidden
    assert (row.rows, row.outside == row.outside) == ((behind, True) if told else ((), False))


def test_nothing_is_told_of_a_row_whose_number_is_unknown():
    frame = outcomes({"outside": 2.0, "rows": (("a.xlsx", "G", 2, "genomfört"),) * 2})
    published = suppress_small_counts(frame)
    assert published["hidden"].tolist() == [False] and published["rows"].tolist() == [()]
    assert published["outside"].isna().all()
    kept = suppress_small_counts(frame.assign(personal=Personal.NO))
    assert kept["outside"].tolist() == [2] and len(kept["rows"].iloc[0]) == 2


@pytest.mark.parametrize(
    ("first", "second", "year"),
    [
        ((30, 40), (20, 30), (50, 70)),
        ((38, 40), (20, 30), None),  # the year would tell the hidden half-year
        ((0, 4), (9, 10), None),  # so would it beside the verdicts of two hidden ones: 9 of 14 where 9 of 10 is asked
    ],
)
def test_a_year_is_pooled_only_of_half_years_that_are_shown(first, second, year):
    frame = outcomes(
        dict(zip(("done", "cases"), map(float, first), strict=True)),
        dict(zip(("done", "cases"), map(float, second), strict=True)) | SECOND_HALF,
    ).assign(
        title="", partial=False, approximate=False, missing_months=0, example=False, municipality="Exempelkommunen"
    )
    (pooled,) = shares(suppress_small_counts(frame), by_year=True).itertuples()
    assert pooled.hidden is (year is None)
    assert (None if pooled.done != pooled.done else (pooled.done, pooled.cases)) == year


@pytest.mark.parametrize(("personal", "done"), [(Personal.NO, 24), (Personal.EFFORT, None)])
def test_a_year_runs_until_its_second_half_is_over_and_persons_wait_for_it(personal, done):
    promise = promise_with(commitment("S", Measure.SHARE, share_at_least=1, personal=personal))
    months = [(f"2022-0{month}", 5, 4) for month in range(1, 7)]
    told = records(promise, cases=months, deliveries=[("skolan", "2022-01-01", "2022-06-30")])
    published = suppress_small_counts(follow_through(promise, told))
    assert published["done"].iloc[0] == 24
    (year,) = shares(published, by_year=True).itertuples()
    assert year.running and not year.complete and year.hidden is (done is None)
    assert (None if year.done != year.done else year.done) == done


def test_a_part_of_another_length_than_its_whole_is_hidden():
    """Eight cases of a year's part are four and four where two half-years of its whole are hidden and met."""
    halves = [{"commitment": "A", "done": 4.0, "cases": 4.0} | half for half in ({}, SECOND_HALF)]
    year = {"commitment": "B", "done": 0.0, "cases": 8.0, "part_of": "A", "per": "kalenderår", "period": "2022"}
    assert suppress_small_counts(outcomes(*halves, year | {"end": SECOND_HALF["end"]}))["hidden"].all()
    large = [row | {"done": 20.0, "cases": 20.0} for row in halves]
    assert suppress_small_counts(outcomes(*large, year | {"cases": 40.0, "end": SECOND_HALF["end"]}))[
        "hidden"
    ].tolist() == [False, False, True]


def test_a_frame_with_repeated_index_is_suppressed_row_by_row():
    frame = pd.concat([outcomes({"done": 30, "cases": 40}), outcomes({"done": 3, "cases": 40} | SECOND_HALF)])
    assert suppress_small_counts(frame)["hidden"].tolist() == [False, True]


SHARE = """
namn = "Prov"
kommun = "Exempelkommunen"
undertecknat = 2022-01-01
[[version]]
namn = "löftet"
fran = 2022-01-01
till = 2022-12-31
[omraden]
a = "Område"
[[part]]
namn = "skolan"
"""


EFFORT, PERSON = 'personuppgift = "insats"', 'personuppgift = "person"'
ALL, AIM = f'matt = "andel"\nminst_andel = 1.0\n{EFFORT}', f'matt = "andel"\nambition = true\n{PERSON}'
OCCASIONS = f'matt = "antal"\nper = "halvår"\n{EFFORT}'
NUMBER = f'matt = "andel"\n{EFFORT}'
COUNTED = 'matt = "utan antal"'
STOCK, WHOLE = 'andel_av = "bestånd"', 'per = "hela löftet"'
EXTENDED = '[[version]]\nnamn = "förlängt löfte"\nfran = 2023-01-01\ntill = 2023-12-31'
OBJECTS = '\nandel_av = "objekt"\nantal_objekt = 3\nenhet = ["familj", "familjer"]'


def read(folder: Path, *keys: str) -> Promise:
    """A promise of commitments "1", "2" and so on; a part is part of the one before it."""
    text = SHARE
    head = 'rubrik = "Ett"\ntext = "Ett."\nomrade = "a"\nansvariga = ["skolan"]\nredovisas_av = ["skolan"]'
    for number, own in enumerate(keys, 1):
        own = own.replace("DEL", f'del_av = "{number - 1}"')
        text += f'[[atagande]]\nid = "{number}"\n{head}\n{own}\n'
    path = folder / "lofte.toml"
    path.write_text(text, encoding="utf-8")
    return read_promise(path)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ((f'matt = "andel"\nminst_andel = 1.0\n{PERSON}',), "vad var och en är"),
        ((f"{OCCASIONS}\nminst = 2",), "delvis uppfyllt .* precis 1 person; ange 1, 3 eller minst 5"),
        ((f"{OCCASIONS}\nminst = 3.5",), "uppfyllt .* precis 4 personer; ange högst 3 eller minst 5"),
        ((f"{OCCASIONS}\nminst = 4",), "precis 4 personer"),
        ((f"{OCCASIONS}\nminst = 1\n[[atagande.andring]]\nfran = 2022-07-01\nminst = 4",), "precis 4 personer"),
        ((f'{OCCASIONS}\nminst = 0.3\nsnitt_per = "månad"',), "precis 1 person; välj en annan nivå"),
        ((f"{NUMBER}\nminst = 2",), "delvis uppfyllt .* precis 1 person; ange 1 eller minst 3"),
        ((ALL, 'matt = "andel"\nminst_andel = 1.0\nDEL'), "1 gäller personer; ange personuppgift här också"),
        (('matt = "andel"\nminst_andel = 1.0', f"{ALL}\nDEL"), "1 gäller samma personer; ange personuppgift där"),
        ((ALL, f'{ALL}\nDEL\nper = "kalenderår"'), "per: är kalenderår, men halvår för 1"),
        ((f'{ALL}\nper = "kalenderår"', f"{ALL}\nDEL"), "per: är halvår, men kalenderår för 1"),
        ((ALL, f"{AIM}\nDEL"), "per: är kalenderår, men halvår för 1"),
        ((ALL, f"{NUMBER}\nDEL\nminst_andel = 0.95"), "tillsammans med 1"),
        ((f"{NUMBER}\nminst = 3", f"{ALL}\nDEL"), "tillsammans med 1"),
        ((f'{AIM}\nper = "halvår"', f"{ALL}\nDEL"), "tillsammans med 1"),
        ((ALL, *[f"{ALL}\nDEL"] * 3), "tillsammans med 3"),
        ((f"{ALL}{OBJECTS}",), "inte dagar eller objekt"),
        ((f'matt = "milstolpe"\n{EFFORT}',), "personuppgift: en milstolpe är gjord eller inte"),
        ((f"{ALL}\n{STOCK}",), 'andel_av: ett bestånd av personer .* eller per = "hela löftet"'),
        ((f"{AIM}\n{WHOLE}\n{EXTENDED}",), "per: gäller både före och efter 2023-01-01"),
        ((f'matt = "antal"\nminst = 5\n{EFFORT}\n{WHOLE}\n{EXTENDED}',), "per: gäller både före och efter"),
        ((f'{COUNTED}\n{EFFORT}\n[[atagande.trafik]]\ntyp = ["Dialog"]',), "trafik: raderna i bladet Trafik"),
    ],
)
def test_a_promise_that_would_tell_a_hidden_number_is_refused(keys, word, tmp_path):
    with pytest.raises(PromiseError, match=word) as refused:
        read(tmp_path, *keys)
    assert len(refused.value.faults) == 1


@pytest.mark.parametrize(
    "keys",
    [
        (ALL,),
        (AIM,),
        (AIM, f"{AIM}\nDEL"),
        (ALL, f"{ALL}\nDEL", f"{ALL}\nDEL"),
        (f"{NUMBER}\nminst_andel = 0.9", f'{AIM}\nDEL\nper = "halvår"'),
        *[(f"{OCCASIONS}\nminst = {level}",) for level in (1, 2.5, 3, 4.5, 5)],
        *[(f"{NUMBER}\nminst = {level}",) for level in (1, 3, 4)],
        (f"{COUNTED}\n{EFFORT}",),
        (f"{AIM}\n{STOCK}\n{WHOLE}",),
        (f"{AIM}\n{WHOLE}\ntill = 2022-12-31\n{EXTENDED}",),
        (f"{AIM}\n{EXTENDED}",),
        ('matt = "milstolpe"', f'matt = "andel"\nminst = 2\n{STOCK}'),
        ('matt = "andel"\nminst = 2', 'matt = "andel"\nminst = 2\nDEL\nper = "kalenderår"'),
    ],
)
def test_a_promise_that_tells_no_hidden_number_is_read(keys, tmp_path):
    assert len(read(tmp_path, *keys).commitments) == len(keys)


# What is still to come, or was never known ----------------------------------------------------------------


def test_a_part_with_open_cases_waits_since_the_whole_would_tell_how_many():
    rows = outcomes(
        {"commitment": "A", "done": 20, "cases": 26},
        {"commitment": "B", "part_of": "A", "done": 10, "cases": 17, "open_cases": 3},
    )
    assert suppress_small_counts(rows)["hidden"].tolist() == [False, True]


def test_nothing_is_counted_of_persons_where_what_was_done_is_unknown():
    rows = outcomes({"done": float("nan"), "cases": float("nan"), "outside": 3.0, "rows": (("a", "b", 2, "ärenden"),)})
    (told,) = suppress_small_counts(rows).itertuples()
    assert not told.hidden and told.rows == () and told.outside != told.outside


# Rows that are persons ------------------------------------------------------------------------------------


def sentences_of(rows: list[dict], rejected: list[dict], personal: Personal = Personal.PERSON) -> list[str]:
    """What a report says of the reading of rows of a commitment that counts meetings, and of one more of another."""
    promise = promise_with(
        commitment("M", Measure.UNQUANTIFIED, personal=personal), commitment("T", Measure.COUNT, at_least=1)
    )
    other = {"date": "2022-02-01", "commitment": "T"}
    told = records(promise, [*rows, other], deliveries=[("skolan", "2022-01-01", "2022-12-31")], rejected=rejected)
    outcomes = follow_through(promise, told)
    return reading_sentences(contents_of(promise, told, outcomes, outcomes["cutoff"].iloc[0], None))


def test_the_number_of_rows_tells_nothing_of_rows_that_are_persons():
    day, unknown = {"date": "2022-03-01"}, {"commitment": None}
    two = sentences_of([day, day, {"date": "2022-04-01"}], [{"commitment": "M"}])
    days = [f"2022-04-0{number}" for number in (1, 4, 6, 8)]
    four = sentences_of([day] * 3 + [{"date": day} for day in days], [unknown, {"commitment": "M"}])
    read, unread = two
    assert four == two and read.startswith("2 rader är inlästa ur parternas arbetsböcker. De som rör enskilda")
    assert unread.startswith("Minst en rad som kan röra enskilda personer kunde inte läsas")


@pytest.mark.parametrize(
    ("personal", "named", "told"),
    [(Personal.PERSON, None, "rader"), (Personal.PERSON, "T", "3 rader"), (Personal.NO, None, "3 rader")],
)
def test_rows_that_name_no_commitment_are_not_counted_where_they_may_be_persons(personal, named, told):
    promise = promise_with(
        commitment("M", Measure.UNQUANTIFIED, personal=personal), commitment("T", Measure.UNQUANTIFIED)
    )
    read = records(promise, deliveries=[("skolan", "2022-01-01", "2022-12-31")], rejected=[{"commitment": named}] * 3)
    reasons = follow_through(promise, read).set_index("commitment")["reason"]
    assert reasons["T"].split("; ")[-1] == f"{told} kunde inte läsas"


def test_rows_that_are_no_persons_are_told_by_their_number():
    day, rejected = {"date": "2022-03-01"}, [{"commitment": "T"}, {"commitment": "M"}]
    assert sentences_of([day], rejected)[1].startswith("1 rad och minst en som kan röra enskilda personer kunde")
    read, unread = sentences_of([day, {"date": "2022-04-01"}], rejected, Personal.NO)
    assert read == "Parternas arbetsböcker innehåller 6 rader, varav 4 är inlästa."
    assert unread.startswith("2 rader kunde inte läsas")


@pytest.mark.parametrize(
    ("text", "remarked"),
    [
        ("Tre av dem flyttade.", True),
        ("58 av dem blev klara.", True),
        ("Rutinen ändrades våren 2022.", False),
        ("Frågorna infördes stegvis.", False),
    ],
)
@pytest.mark.parametrize("keys", [ALL, 'matt = "andel"\nminst_andel = 1.0'])
def test_a_comment_with_a_number_is_pointed_out_where_persons_are_counted(text, remarked, keys, tmp_path):
    promise = read(tmp_path, keys)
    rows = [["Åtagande", "Period", "Text att publicera"], ["1", "2022-H1", text]]
    workbook(tmp_path / "skolan.xlsx", {"Kommentarer": rows})
    problems = read_workbooks(tmp_path, promise).problems["problem"]
    assert problems.str.contains("åtagandet gäller personer").any() == (remarked and keys == ALL)
