"""Polish language and calendar helpers: everything that other addons import."""

from .name_days import NameDay, find_name_day, get_names_on, get_next_name_day
from .polish_days import (
    add_working_days,
    count_working_days,
    is_public_holiday,
    is_working_day,
    next_working_day,
    public_holidays,
)
from .polish_names import get_first_name, get_greeting, get_vocative, guess_gender
from .polish_words import (
    amount_in_words,
    date_in_words,
    in_month,
    long_date,
    month_name,
    number_in_words,
    on_weekday,
    plural_form,
    weekday_name,
)

__all__ = [
    "NameDay",
    "add_working_days",
    "amount_in_words",
    "count_working_days",
    "date_in_words",
    "find_name_day",
    "get_first_name",
    "get_greeting",
    "get_names_on",
    "get_next_name_day",
    "get_vocative",
    "guess_gender",
    "in_month",
    "is_public_holiday",
    "is_working_day",
    "long_date",
    "month_name",
    "next_working_day",
    "number_in_words",
    "on_weekday",
    "plural_form",
    "public_holidays",
    "weekday_name",
]
