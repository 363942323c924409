"""Text as it is compared: whatever its letter size, blanks, composed or invisible characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\ufe0e\ufe0f]")
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]")  # composing would make 12¹ into 121
_PUNCTUATION = re.compile(r"[^\w\s]|_")


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Text as it is compared: composed å ä ö, no invisible characters, single blanks, small letters.

    >>> folded("  A\\u030aTGA\\u0308RD\\u00a0 1 ")
    'åtgärd 1'
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _RAISED.sub(r"^\g<0>", text)))
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=5_000)
def folded_header(text: str) -> str:
    """A header as it is compared: folded, without punctuation.

    >>> folded_header("Fr.o.m:") == folded_header("fr o m")
    True
    """
    return " ".join(_PUNCTUATION.sub(" ", folded(_RAISED.sub("", text))).split())
