"""The verdicts once more, slowly and day by day, written from the promise's rules and not from the code.

Nothing here is shared with the package but the promise itself: rows are plain dicts (as in `builders`), periods and
deliveries are sets of days, and Swedish holidays are reckoned by hand.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

from lofte_analysis.promise import Counted, Measure, Per, ShareOf

ONE = dt.timedelta(days=1)
UNKNOWN = "okänd part"


def days(first, last):
    found = []
    while first <= last:
        found.append(first)
        first += ONE
    return found


def days_of(text):
    """The days of a written day, month ("2022-03") or week ("2022-v12")."""
    if isinstance(text, dt.date):
        return [text]
    if "v" in text:
        year, week = map(int, text.split("-v"))
        return [d for d in days(dt.date(year - 1, 12, 20), dt.date(year + 1, 1, 10)) if _week(d) == (year, week)]
    if len(text) == 7:
        first = dt.date.fromisoformat(text + "-01")
        return [d for d in days(first, first + 31 * ONE) if d.month == first.month]
    return [dt.date.fromisoformat(text)]


def _week(d):
    return tuple(d.isocalendar())[:2]


# School days ----------------------------------------------------------------------------------------------


def _easter(year):
    """Gauss's reckoning, good from 1900 to 2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    if d + e == 35 or (d == 28 and e == 6 and a > 10):
        return dt.date(year, 3, 22) + (d + e - 7) * ONE
    return dt.date(year, 3, 22) + (d + e) * ONE


def _weekday_off(d):
    """Public holidays and full-day eves that can fall on a weekday."""
    if (d.month, d.day) in {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}:
        return True
    if (d - _easter(d.year)).days in (-2, 1, 39):  # Good Friday, Easter Monday, Ascension Day
        return True
    return d.month == 6 and 19 <= d.day <= 25 and d.weekday() == 4  # midsommarafton


def school_days(calendar):
    off = {d for first, last in calendar.breaks for d in days(first, last)}
    in_term = [d for term in calendar.terms for d in days(term.start, term.end)]
    return {d for d in in_term if d.weekday() < 5 and not _weekday_off(d) and d not in off}


# Due periods ----------------------------------------------------------------------------------------------


def due_periods(promise, commitment):
    """Every due period as a list of its days, with the two remarks that its reason may carry."""
    first = max(promise.versions[0].start, commitment.start or promise.versions[0].start)
    last = min(promise.versions[-1].end, commitment.end or promise.versions[-1].end)
    promised = days(first, last)
    if not promised:
        return []
    inside = set(promised)
    school = school_days(promise.school_calendar)
    periods = []

    def whole_only(candidates):
        periods.extend((c, False) for c in candidates if c and set(c) <= inside)

    def grouped(all_days, key):
        groups = defaultdict(list)
        for d in all_days:
            groups[key(d)].append(d)
        return list(groups.values())

    around = days(promised[0] - 40 * ONE, promised[-1] + 40 * ONE)
    weeks = [w for w in grouped(around, _week) if len(w) == 7]
    months = [m for m in grouped(around, lambda d: (d.year, d.month)) if (m[-1] + ONE).day == m[0].day == 1]
    # a number for a half-year or a year needs the whole of it; a share or a list is asked for in what there is
    a_year = 400 * ONE
    spread = days(promised[0] - a_year, promised[-1] + a_year) if commitment.measure is Measure.COUNT else promised
    match commitment.per:
        case Per.WEEK | Per.MONTH if commitment.during_terms:
            for candidate in weeks if commitment.per is Per.WEEK else months:
                count = len([d for d in candidate if d in school and d in inside])
                if commitment.per is Per.WEEK and not set(candidate) <= inside:
                    continue
                if count >= commitment.min_school_days:
                    periods.append((candidate, count - commitment.min_school_days <= 3))
        case Per.WEEK:
            whole_only(weeks)
        case Per.MONTH:
            whole_only(months)
        case Per.QUARTER:
            whole_only(grouped(spread, lambda d: (d.year, (d.month + 2) // 3)))
        case Per.TERTIAL:
            whole_only(grouped(spread, lambda d: (d.year, (d.month + 3) // 4)))
        case Per.TERM:
            whole_only(days(t.start, t.end) for t in promise.school_calendar.terms)
        case Per.SCHOOL_YEAR:
            for autumn in promise.school_calendar.terms:
                for spring in promise.school_calendar.terms:
                    if autumn.name[:2] == "HT" and spring.name == f"VT{int(autumn.name[2:]) + 1}":
                        whole_only([days(autumn.start, spring.end)])
        case Per.HALF_YEAR:
            whole_only(grouped(spread, lambda d: (d.year, d.month > 6)))
        case Per.YEAR if commitment.window:
            whole_only(_windows(commitment.window, promised))
        case Per.YEAR:
            whole_only(grouped(spread, lambda d: d.year))
        case Per.PROMISE_YEAR:
            signed = promise.versions[0].start
            for n in range(10):
                first, after = signed.replace(year=signed.year + n), signed.replace(year=signed.year + n + 1)
                whole_only([days(first, after - ONE)])
        case Per.WHOLE:
            last_day = commitment.deadline or promised[-1]
            periods.append(([d for d in promised if d <= last_day], False))
    literal = promise.literal_end
    return [
        {"days": found, "near": near, "interpreted": literal is not None and found[-1] > literal}
        for found, near in periods
    ]


def _windows(window, promised):
    """The part of each year between two days of the year; past New Year it goes on into the next."""
    (month, _), last = window
    found = []
    for year in range(promised[0].year - 1, promised[-1].year + 1):
        part = days(dt.date(year, month, 1), dt.date(year + 2, 1, 1))
        part = part[[(d.month, d.day) for d in part].index(window[0]) :]
        ends = [n for n, d in enumerate(part) if (d.month, d.day) == last]
        found.append(part[: ends[0] + 1])
    return found


# Occasions ------------------------------------------------------------------------------------------------


def _file(row):
    return row.get("file") or f"{row['reporter']}.xlsx"


def _without_copies(rows, fields):
    """The k-th copy of a row in one file and the k-th in another are the same row."""
    seen, kept = set(), []
    copies = defaultdict(int)
    numbered = defaultdict(int)
    for row in rows:
        numbered[_file(row)] += 1
        row["row"] = numbered[_file(row)]
    for row in sorted(rows, key=_file):
        content = tuple(repr(_plain(row.get(name))) for name in fields)
        copies[content, _file(row)] += 1
        mark = content, copies[content, _file(row)]
        if mark not in seen:
            seen.add(mark)
            kept.append(row)
    return kept


def _plain(value):
    return sorted(value) if isinstance(value, tuple) else value


ACTIVITY = ("commitment", "date", "reporter", "parties", "unknown_parties", "occasions", "grades", "object")
ACTIVITY += ("place", "clock")


def occasions(commitment, activities):
    """Joint occasions: the k-th row of one reporter on a day is the k-th of another."""
    rows = [row for row in _without_copies(activities, (*ACTIVITY, "completes")) if row["commitment"] == commitment.id]

    def place(row):
        known = row["reporter"] in commitment.reported_by
        order = commitment.reported_by.index(row["reporter"]) if known else 99
        return order, _file(row), row["row"]

    rows.sort(key=place)
    joint, met = defaultdict(list), defaultdict(int)
    for row in rows:
        when = days_of(row["date"])
        same = (when[0], when[-1], row.get("occasions") == 0)
        who = row["reporter"] if row["reporter"] != UNKNOWN else (UNKNOWN, _file(row))
        met[same, who] += 1
        joint[same, met[same, who]].append(row)
    return [_occasion(commitment, members) for members in joint.values()]


def _occasion(commitment, rows):
    listed = [set(row["parties"]) for row in rows if row.get("parties")]
    reporters = {row["reporter"] for row in rows} - {UNKNOWN}
    count = rows[0].get("occasions")
    objects = {name for row in rows for name in row.get("grades") or ()}
    objects |= {row["object"] for row in rows if row.get("object")}
    count = 1 if count is None else count
    said = {name: [row[name] for row in rows if row.get(name) is not None][:1] for name in ("place", "clock")}
    found = {
        "days": days_of(rows[0]["date"]),
        "count": count,
        "present": reporters.union(*listed),
        "attendance unknown": (not listed and len(reporters) < 2) or any(r.get("unknown_parties") for r in rows),
        "objects": objects,
        "completes": any(row.get("completes") for row in rows),
    }
    if count:
        found["days"] = _on_evenings(commitment, found["days"], said["clock"])
    answers = _conditions(commitment, found, said)
    found["fails"] = "no" in answers
    found["counts"] = set(answers) <= {"yes"}
    return found


def _on_evenings(commitment, written, clock):
    """What is begun after midnight belongs to the evening before; without an hour it could be either."""
    if not commitment.clock or commitment.clock[0] < commitment.clock[1]:
        return written
    before = [d - ONE for d in written]
    if not clock:
        return sorted({*before, *written})
    return before if clock[0] < commitment.clock[1] else written


def _conditions(commitment, occasion, said):
    """One answer per condition that the promise sets: yes, no or unknown."""
    answers = []
    if commitment.must_attend:
        if set(commitment.must_attend) <= occasion["present"]:
            answers.append("yes")
        else:
            answers.append("unknown" if occasion["attendance unknown"] else "no")
    if commitment.places:
        known = said["place"] and said["place"] != ["annan plats"]
        answers.append(("yes" if said["place"][0] in commitment.places else "no") if known else "unknown")
    if commitment.clock:
        minutes = [m for m in range(1440) if _in_hours(dt.time(m // 60, m % 60), commitment.clock)]
        told = [c.hour * 60 + c.minute for c in said["clock"]]
        answers.append(("yes" if told[0] in minutes else "no") if told else "unknown")
    if commitment.weekdays:
        right = {d.weekday() in commitment.weekdays for d in occasion["days"]}
        answers.append("unknown" if len(right) == 2 else "yes" if right == {True} else "no")
    return answers


def _in_hours(clock, hours):
    first, last = hours
    return first <= clock < last if first < last else not last <= clock < first


# Cases ----------------------------------------------------------------------------------------------------


def figures(commitment, cases):
    """The usable figures of the reporting party, and the months in which figures disagree."""
    fields = ("commitment", "date", "reporter", "cases", "done", "open", "object")
    rows = [
        row
        for row in _without_copies(cases, fields)
        if row["commitment"] == commitment.id and row["reporter"] in commitment.reported_by
    ]
    said = defaultdict(list)
    for row in rows:
        key = row["reporter"], row["date"], row.get("object")
        told = {"cases": row["cases"], "done": row["done"], "open": row.get("open") or 0}
        if told not in said[key]:
            said[key].append(told)
    usable, conflicts = [], []
    for (_, month, thing), told in said.items():
        if len(told) > 1:
            conflicts.append(days_of(month))
        else:
            usable.append({"days": days_of(month), "object": thing, **told[0]})
    return usable, conflicts


# The nine rules -------------------------------------------------------------------------------------------


def expected(promise, told, cutoff):
    """One dict per commitment and due period: verdict, done, cases and what else the promise's rules fix."""
    return [
        {
            "commitment": commitment.id,
            "start": period["days"][0],
            "end": period["days"][-1],
            "near": period["near"],
            "interpreted": period["interpreted"],
            **_judged(promise, commitment, told, period["days"], cutoff),
        }
        for commitment in promise.commitments
        for period in due_periods(promise, commitment)
    ]


def _judged(promise, commitment, told, period, cutoff):
    of_rows = commitment.measure is Measure.SHARE and commitment.share_of not in (ShareOf.CASES, ShareOf.STOCK)
    increase = commitment.measure is Measure.COUNT and commitment.counted is Counted.INCREASE
    of_cases = increase or (commitment.measure is Measure.SHARE and not of_rows)
    evidence = _gathered(commitment, told, period, cutoff, "Ärenden" if of_cases else "Genomfört")
    if increase:
        _look_at_increase(commitment, told, evidence)
    elif of_cases:
        _look_at_cases(commitment, told, evidence)
    else:
        _look_at_occasions(promise, commitment, told, evidence, cutoff)
    for change in commitment.changes:
        if change.start <= period[0]:
            commitment = replace(commitment, at_least=change.at_least, share_at_least=change.share_at_least)
    verdict = _verdict(commitment, evidence)
    known = _is_known(evidence, verdict, judged=_is_judged(commitment), of_cases=of_cases)
    share = commitment.measure is Measure.SHARE
    return {
        "verdict": verdict,
        "done": evidence["done"] if known else None,
        "cases": evidence["cases"] if known and share else None,
    }


def _gathered(commitment, told, period, cutoff, kind):
    evidence = {
        "period": period,
        "so far": [d for d in period if d <= cutoff],
        "over": period[-1] <= cutoff,
        "unsure": False,
        "failed": 0,
        "begun": False,
        "missed": 0,
        "arose": True,
    }
    _look_at_deliveries(commitment, told, evidence, cutoff)
    _look_at_rejected(commitment, told, evidence, kind)
    return evidence


def _look_at_deliveries(commitment, told, evidence, cutoff):
    evidence["undelivered"] = False
    evidence["any delivery"] = False
    evidence["delivered by all"] = set(evidence["so far"])
    for party in commitment.reported_by:
        delivered = set()
        for line in told["deliveries"]:
            own = line["party"] == party and line.get("commitment") in (None, commitment.id)
            if own and line.get("done", True):
                delivered |= {d for d in days(line["start"], line["end"]) if d <= cutoff}
        evidence["delivered by all"] &= delivered
        evidence["undelivered"] |= any(d not in delivered for d in evidence["so far"])
        evidence["any delivery"] |= any(d in delivered for d in evidence["so far"])


def _look_at_rejected(commitment, told, evidence, kind):
    for row in told["rejected"]:
        could = row["kind"] == kind and row["commitment"] in (None, commitment.id)
        if could and (
            row["date"] is None or set(_on_evenings(commitment, days_of(row["date"]), None)) & set(evidence["so far"])
        ):
            evidence["unsure"] = True


def _look_at_occasions(promise, commitment, told, evidence, cutoff):
    held = _held(commitment, told, evidence)
    evidence["cases"] = 0
    evidence["done"] = 0
    if commitment.measure is Measure.MILESTONE:
        evidence["done"] = 1 if any(o["completes"] for o in held) else 0
        evidence["begun"] = bool(held)
        return
    good = [o for o in held if o["counts"]]
    evidence["failed"] = sum(o["count"] for o in held if o["fails"])
    evidence["unsure"] |= any(not o["fails"] and not o["counts"] for o in held)
    unmet = []
    if commitment.measure is not Measure.SHARE:
        if commitment.counted is Counted.OCCASIONS:
            evidence["done"] = sum(o["count"] for o in good)
        else:
            evidence["done"] = len(_different(commitment, told, evidence, good, cutoff))
    elif commitment.share_of is ShareOf.OBJECTS:
        _look_at_objects(commitment, evidence, good)
    elif commitment.share_of is ShareOf.SLOTS:
        unmet = _look_at_fixed_days(commitment, evidence, good)
    other = commitment.part_of if commitment.share_of is ShareOf.OCCASIONS else commitment.only_if
    if other is not None:
        other = promise[other]
        theirs = _gathered(other, told, evidence["period"], cutoff, "Genomfört")
        events = [o for o in _held(other, told, theirs) if o["counts"]]
        theirs["unsure"] |= any(not o["fails"] and not o["counts"] for o in _held(other, told, theirs))
        in_doubt = theirs["unsure"] or theirs["undelivered"]
        if commitment.only_if:
            evidence["arose"] = bool(events) or in_doubt
            if not events:
                evidence["unsure"] |= theirs["unsure"]
                evidence["undelivered"] |= theirs["undelivered"]
        else:
            unmet = _look_at_events(evidence, good, events)
            evidence["unsure"] |= theirs["unsure"]
            evidence["undelivered"] |= theirs["undelivered"]
    if not evidence["unsure"]:
        evidence["missed"] = len([when for when in unmet if set(when) <= evidence["delivered by all"]])


def _held(commitment, told, evidence):
    """The occasions of the period; rows over its edge, and a zero beside an occasion, leave it unsure."""
    counted = []
    for occasion in occasions(commitment, told["activities"]):
        if set(occasion["days"]) <= set(evidence["so far"]):
            counted.append(occasion)
        elif set(occasion["days"]) & set(evidence["period"]) and not set(occasion["days"]) <= set(evidence["period"]):
            evidence["unsure"] = True
    held = [o for o in counted if o["count"] > 0]
    for zero in [o for o in counted if o["count"] == 0]:  # a zero speaks for its month
        months = {(d.year, d.month) for d in zero["days"]}
        if any(months & {(d.year, d.month) for d in o["days"]} for o in held):
            evidence["unsure"] = True
    evidence["rows"] = len(counted)
    return held


def _different(commitment, told, evidence, good, cutoff):
    """Objects that were reached; of new ones, those that were never told of before the period."""
    evidence["unsure"] |= any(not o["objects"] for o in good)
    found = {name for o in good for name in o["objects"]}
    if commitment.counted is Counted.UNITS:
        return found
    earlier = set()
    for o in occasions(commitment, told["activities"]):
        if o["counts"] and o["count"] > 0 and o["days"][-1] <= cutoff and o["days"][0] < evidence["period"][0]:
            earlier |= o["objects"]
    return found - earlier


def _look_at_objects(commitment, evidence, good):
    evidence["unsure"] |= any(not o["objects"] for o in good)
    named = {name for o in good for name in o["objects"]}
    wanted = set(commitment.objects) or named
    times = {name: sum(o["count"] for o in good if name in o["objects"]) for name in wanted}
    reached = [name for name in wanted if times[name] >= commitment.each_at_least]
    evidence["begun"] = any(times[name] for name in wanted if name not in reached)
    whole = commitment.object_count or len(commitment.objects)
    evidence["unsure"] |= len(wanted) > whole
    evidence["cases"] = whole
    evidence["done"] = min(len(reached), whole)


def _look_at_fixed_days(commitment, evidence, good):
    evidence["unsure"] |= any(len(o["days"]) > 1 for o in good)
    fixed = [d for d in evidence["so far"] if d.weekday() in commitment.weekdays]
    times = {d: sum(o["count"] for o in good if o["days"] == [d]) for d in fixed}
    unmet = [d for d in fixed if times[d] < commitment.each_at_least]
    evidence["begun"] = any(times[d] for d in unmet)
    evidence["cases"] = len(fixed)
    evidence["done"] = len(fixed) - len(unmet)
    return [[d] for d in unmet]


def _look_at_events(evidence, good, events):
    """Each occasion of the other thing asks for one of this on the same date."""
    unmet, alone = [], []
    for occasion in good:
        alone += [occasion["days"]] * occasion["count"]
    for event in events:
        lacking = 0
        for _ in range(event["count"]):
            if event["days"] in alone:
                alone.remove(event["days"])
                evidence["done"] += 1
            else:
                lacking += 1
        unmet += [event["days"]] * lacking
        evidence["cases"] += event["count"]
    evidence["rows"] += len(events)
    evidence["unsure"] |= bool(unmet and alone)
    return unmet


def _look_at_increase(commitment, told, evidence):
    """The last value of each object in the period, less the last before it."""
    usable, conflicts = figures(commitment, told["cases"])
    period, so_far = set(evidence["period"]), set(evidence["so far"])
    before, last = {}, {}
    for f in sorted(usable, key=lambda f: f["days"][0]):
        if set(f["days"]) <= so_far:
            last[f["object"]] = f["done"]
        elif f["days"][-1] < evidence["period"][0]:
            before[f["object"]] = f["done"]
        elif set(f["days"]) & period and not set(f["days"]) <= period:
            evidence["unsure"] = True
    for month in conflicts:
        over_edge = set(month) & period and not set(month) <= period
        evidence["unsure"] |= bool(over_edge) or set(month) <= so_far or month[-1] < evidence["period"][0]
    evidence["unsure"] |= not last or set(last) != set(before)
    evidence["rows"] = evidence["usable"] = len([f for f in usable if set(f["days"]) <= so_far])
    evidence["cases"] = 0
    evidence["done"] = max(0, sum(last[name] - before[name] for name in last if name in before))


def _look_at_cases(commitment, told, evidence):
    usable, conflicts = figures(commitment, told["cases"])
    period = set(evidence["period"])

    def counts(month):
        return set(month) <= set(evidence["so far"])

    rows = [f for f in usable if counts(f["days"])]
    disputed = [month for month in conflicts if counts(month)]
    evidence["unsure"] |= bool(disputed)
    for month in [f["days"] for f in usable] + conflicts:
        if set(month) & period and not set(month) <= period:
            evidence["unsure"] = True
    evidence["rows"] = len(rows) + len(disputed)
    evidence["usable"] = len(rows)
    if commitment.share_of is ShareOf.STOCK:
        last = {}
        for f in sorted(rows, key=lambda f: f["days"][0]):
            last[f["object"]] = f
        rows = list(last.values())
        evidence["unsure"] |= not rows
        before = {f["object"] for f in usable if f["days"][-1] < evidence["period"][0]}
        evidence["unsure"] |= bool(rows) and None not in last and bool(before - set(last) - {None})
    else:
        told_months = {(f["days"][0].year, f["days"][0].month) for f in rows}
        evidence["unsure"] |= any((d.year, d.month) not in told_months for d in evidence["period"])
    evidence["unsure"] |= any(f["open"] > 0 for f in rows)
    evidence["done"] = sum(f["done"] for f in rows)
    evidence["cases"] = sum(f["cases"] - f["open"] for f in rows)


def _reached(commitment, evidence):
    if commitment.share_at_least is None:
        return evidence["done"] >= commitment.at_least
    if not evidence["cases"]:
        return False
    return Fraction(evidence["done"], evidence["cases"]) >= Fraction(str(commitment.share_at_least))


def _is_judged(commitment):
    return not (commitment.measure is Measure.UNQUANTIFIED or commitment.ambition or commitment.effect)


def _verdict(commitment, evidence):
    share = commitment.measure is Measure.SHARE
    unsure = evidence["undelivered"] or evidence["unsure"]
    if not _is_judged(commitment):  # 1
        if not evidence["so far"]:
            return "pågår"  # silent in the rules: a year that has not begun
        return "ej mätbart" if evidence["rows"] or evidence["any delivery"] else "ej redovisat"
    reached = _reached(commitment, evidence)
    if commitment.measure is Measure.MILESTONE and reached:  # 2
        return "uppfyllt"
    may_fall = commitment.counted is Counted.INCREASE  # silent in the rules: what a stock has gained it may lose
    if commitment.measure is Measure.COUNT and reached and evidence["over"] and not may_fall:
        return "uppfyllt"
    if not evidence["over"]:  # 3
        return "pågår"
    closed = commitment.share_of is ShareOf.CASES and evidence["done"] < evidence["cases"]
    if share and commitment.share_at_least == 1 and (closed or evidence["missed"]):  # 4
        return "ej uppfyllt" if evidence["done"] == 0 and not unsure else "delvis uppfyllt"
    listed = commitment.share_of is ShareOf.OBJECTS and commitment.objects
    settled = share and (listed or commitment.share_of is ShareOf.SLOTS) and reached
    if unsure and not settled:  # 5
        return "ej redovisat"
    if (share and evidence["cases"] == 0) or not evidence["arose"]:  # 6
        return "ej aktuellt"
    if reached:  # 7
        return "uppfyllt"
    if evidence["done"] > 0 or evidence["failed"] or evidence["begun"]:  # 8
        return "delvis uppfyllt"
    return "ej uppfyllt"  # 9


def _is_known(evidence, verdict, *, judged, of_cases):
    """Nothing seen is not the same as nothing done, and what is not reported is never shown as zero."""
    if not evidence["so far"]:
        return False
    if evidence["done"] == 0 and verdict == "ej redovisat":
        return False
    if of_cases:
        return evidence["usable"] > 0
    in_doubt = evidence["undelivered"] or (evidence["unsure"] and not judged)
    return evidence["done"] > 0 or not in_doubt
