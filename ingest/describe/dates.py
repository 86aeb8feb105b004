"""Patterns of dates as covers and imprints print them."""

import re

#: A month or season, Italian or English.
MONTH = (
    r"(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre"
    r"|dicembre|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|primavera|estate|autunno|inverno|spring|summer|autumn|winter)"
)
#: One group: a year that is no part of a span of years ("2019-2022") or of a number.
YEAR = r"(?<![\d./-])((?:19[5-9]|20[0-4])\d)(?![\d/]|[-–—]\d)"

#: A line that ends in a year, as in "Fondazione X, marzo 2021": what stands before, and the year.
BEFORE_YEAR = re.compile(rf"(.+?)\s*[,–—(-]\s*(?:{MONTH}\s)?{YEAR}\)?\.?", re.IGNORECASE)
#: A claim of rights with its year, the later one of two.
RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright).{0,60}?(?<!\d)(?:(?:19|20)\d\d\s?[-–—]\s?)?"
    r"((?:19[5-9]|20[0-4])\d)(?!\d|\s?[-–—]\s?(?:19|20)\d\d)",
    re.IGNORECASE,
)
