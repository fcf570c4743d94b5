"""Checks of values. Each returns the value to store, or raises a Failure."""

import re
import uuid
from datetime import date

from handler import Failure

INT32_MAX = 2**31 - 1
INT64_MAX = 2**63 - 1


def invalid(name, text):
    return Failure(400, f"{name} must be {text}")


def string(least=0, most=None, pattern=None, one_of=None):
    def check(name, value):
        if not isinstance(value, str) or len(value) < least or most is not None and len(value) > most:
            raise invalid(name, f"a text of {least} to {most} characters")
        if pattern and not re.fullmatch(pattern, value) or one_of and value not in one_of:
            raise invalid(name, pattern or f"one of {one_of}")
        return value

    return check


def integer(least, most):
    def check(name, value):
        if isinstance(value, float) and value.is_integer():  # JSON does not distinguish 1.0 and 1
            value = int(value)
        if type(value) is not int or not least <= value <= most:
            raise invalid(name, f"an integer from {least} to {most}")
        return value

    return check


def number(least, below):
    def check(name, value):
        if type(value) not in (int, float) or not least <= value < below:
            raise invalid(name, f"a number from {least} to less than {below}")
        return value

    return check


def boolean(name, value):
    if not isinstance(value, bool):
        raise invalid(name, "a boolean")
    return value


def day(name, value):
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        pass
    raise invalid(name, "a date")


def identifier(name, value):
    try:
        return str(uuid.UUID(value))
    except (AttributeError, TypeError, ValueError):
        raise invalid(name, "a UUID") from None


def nullable(check):
    return lambda name, value: None if value is None else check(name, value)


def unique_list(check, most):
    def check_list(name, value):
        if not isinstance(value, list) or len(value) > most:
            raise invalid(name, f"a list of at most {most} items")
        items = [check(name, item) for item in value]
        if len(set(items)) < len(items):
            raise invalid(name, "a list of different items")
        return items

    return check_list


def fields(value, required=None, optional=None, name="the body"):
    """The properties of an object that have a check. Others are ignored."""
    if not isinstance(value, dict):
        raise invalid(name, "an object")
    for missing in (required or {}).keys() - value.keys():
        raise Failure(400, f"{missing} is required")
    checks = (required or {}) | (optional or {})
    return {key: checks[key](key, item) for key, item in value.items() if key in checks}
