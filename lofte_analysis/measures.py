"""The fixed words of a promise: how a commitment is measured, per which period, and what it counts."""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    COUNT = "antal"
    SHARE = "andel"
    MILESTONE = "milstolpe"
    UNQUANTIFIED = "utan antal"


class Per(StrEnum):
    """The period for which something is promised."""

    WEEK = "vecka"
    MONTH = "månad"
    QUARTER = "kvartal"
    TERTIAL = "tertial"  # four months
    TERM = "termin"
    HALF_YEAR = "halvår"
    YEAR = "kalenderår"
    SCHOOL_YEAR = "läsår"
    PROMISE_YEAR = "löftesår"
    WHOLE = "hela löftet"


class ShareOf(StrEnum):
    """What a share counts."""

    CASES = "ärenden"  # cases summed over the months of the period
    STOCK = "bestånd"  # the last value of the period, as stairwells with and without
    OBJECTS = "objekt"  # objects reached, as each of four grades
    SLOTS = "fasta tider"  # days of the week on which it was done, as every Friday and Saturday
    OCCASIONS = "tillfällen"  # occasions of something else at which it was done, as each parents' meeting


class Counted(StrEnum):
    """What a count counts."""

    OCCASIONS = "tillfällen"
    UNITS = "olika objekt"  # each object once a period, as walks in four parts of the municipality
    NEW_UNITS = "nya objekt"  # each object in the period in which it is first told of
    INCREASE = "ökning av bestånd"  # the last value of the period less the last before it


class Average(StrEnum):
    """A number promised as an average, judged by its total."""

    MONTH = "månad"


class Personal(StrEnum):
    """Whether the count is one of persons, and then whether it tells what an authority did or what persons are."""

    NO = "nej"
    EFFORT = "insats"  # nothing and everything may be shown: 0 of 40, 40 of 40
    PERSON = "person"  # nothing and everything tell of each person, and are hidden too
