"""Why a value is refused, in one sentence for the person. Pure but for the words."""

from __future__ import annotations

from sayso.desktop.preferences.quantities import in_words
from sayso.desktop.wording import translate
from sayso.settings.schema import Setting, Value


def of_number(setting: Setting, value: Value) -> str:
    """Empty: it is a number in the setting's range."""
    rule = setting.rule
    if isinstance(value, str):
        return translate("Settings", "This is not a number that can be used here.")
    if setting.kind is int and not float(value).is_integer():
        return translate("Settings", "This must be a whole number.")
    low, high = rule.low, rule.high
    if low is not None and high is not None and not low <= value <= high:
        return translate("Settings", "This must be between {low} and {high}.").format(
            low=in_words(low, rule.unit), high=in_words(high, rule.unit)
        )
    return ""
