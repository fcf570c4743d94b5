"""Reads the documents, and the formats that jsonschema does not check by itself."""

import re
from datetime import date
from pathlib import Path

import yaml
from jsonschema import Draft4Validator

TESTS = Path(__file__).resolve().parent.parent.parent


def load(path: str) -> dict:
    """A document, with patterns in Python's notation."""
    return anchored(yaml.safe_load((TESTS / path).read_text()))


def anchored(node):
    """In Python `$` also matches before a line break at the end of a text; in OpenAPI (ECMA-262) it does not."""
    if isinstance(node, list):
        return [anchored(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: anchored(value) for key, value in node.items()}
    if isinstance(node.get("pattern"), str):
        node["pattern"] = re.sub(r"\$$", r"\\Z", node["pattern"])
    return node


checks = Draft4Validator.FORMAT_CHECKER.checks


@checks("date", raises=ValueError)
def is_date(value) -> bool:
    if not isinstance(value, str):
        return True
    date.fromisoformat(value)
    return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None


@checks("int32")
def is_int32(value) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@checks("int64")
def is_int64(value) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


@checks("e164")
def is_e164(value) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\+[1-9][0-9]{1,14}", value) is not None
