"""The stored resources, in memory and as they are sent."""

from itertools import count

from fastapi import HTTPException

import bugs

books: dict[int, dict] = {}
covers: dict[int, bytes] = {}
members: dict[str, dict] = {}
loans: dict[int, dict] = {}

book_ids = count(1)
loan_ids = count(1)


def find(resources: dict, key, name: str) -> dict:
    """A stored resource, or 404."""
    if key not in resources:
        raise HTTPException(404, f"no such {name}")
    return resources[key]


def reject_conflict(is_conflict: bool, message: str) -> None:
    if is_conflict:
        raise HTTPException(409, message)


def response_model(model):
    """The model that responses are checked against. Servers with a bug send their responses as they are."""
    return model if bugs.active is None else None
