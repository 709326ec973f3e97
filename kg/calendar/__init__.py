"""The Chinese calendar: dates of courts and eras read and written, EDTF, Julian Day Numbers."""

from kg.calendar.edtf import is_edtf, parse_edtf
from kg.calendar.expression import TimeExpression
from kg.calendar.julian import display_date, iso_date
from kg.calendar.lunar import LunarDay, lunar, lunar_interval
from kg.calendar.parser import parse

__all__ = [
    "LunarDay",
    "TimeExpression",
    "display_date",
    "is_edtf",
    "iso_date",
    "lunar",
    "lunar_interval",
    "parse",
    "parse_edtf",
]
