"""The operations of library.yaml, and what they store in memory."""

import json
from datetime import date, datetime, timedelta, timezone
from itertools import count
from uuid import uuid4

from connexion import NoContent
from connexion.exceptions import ProblemException

books, covers, members, loans = {}, {}, {}, {}
book_ids, loan_ids = count(1), count(1)

BOOK = ["title", "isbn", "genre", "published", "pages", "price", "subtitle", "authors", "barcode", "signed"]


def authenticate(token):
    return {"sub": "librarian"} if token == "library-token" else None


def find(resources, key, name):
    if key not in resources:
        raise ProblemException(status=404, detail=f"There is no such {name}.")
    return resources[key]


def decoded(body):
    """A body. Without a content type, Connexion validates it as JSON, and passes it on as bytes."""
    return json.loads(body) if isinstance(body, bytes) else body


def conflict(text):
    return ProblemException(status=409, detail=text)


async def listBooks(limit=20, offset=0, genre=None):
    matching = [book for _, book in sorted(books.items()) if genre is None or book.get("genre") in genre]
    return matching[offset : offset + limit], 200, {"X-Total-Count": str(len(matching))}


def stored(body, own=None):
    """The properties of a book that the request has."""
    body = decoded(body)
    if any(book["isbn"] == body["isbn"] for id, book in books.items() if id != own):
        raise conflict("Another book has this isbn.")
    return {name: body[name] for name in BOOK if name in body}


async def createBook(body):
    id = next(book_ids)
    books[id] = stored(body) | {"id": id, "added": datetime.now(timezone.utc)}
    return books[id], 201, {"Location": f"/books/{id}"}


async def getBook(bookId):
    return find(books, bookId, "book")


async def replaceBook(bookId, body):
    book = find(books, bookId, "book")
    books[bookId] = stored(body, own=bookId) | {"id": bookId, "added": book["added"]}
    return books[bookId]


async def deleteBook(bookId):
    find(books, bookId, "book")
    if any(loan["bookId"] == bookId for loan in loans.values()):
        raise conflict("The book is lent.")
    del books[bookId]
    covers.pop(bookId, None)
    return NoContent, 204


async def setCover(bookId, body):
    find(books, bookId, "book")
    covers[bookId] = body
    return NoContent, 204


def contact(value):
    names = {"email": ["kind", "address"], "postal": ["kind", "street", "city"]}[value["kind"]]
    return {name: value[name] for name in names}


async def createMember(body):
    body = decoded(body)
    id = str(uuid4())
    members[id] = {
        "id": id,
        "name": body["name"],
        "contact": contact(body["contact"]),
        "birthday": body.get("birthday"),
    }
    return members[id], 201, {"Location": f"/members/{id}"}


async def getMember(memberId):
    return find(members, memberId.lower(), "member")


async def updateMember(memberId, body):
    member, body = find(members, memberId.lower(), "member"), decoded(body)
    member.update({name: body[name] for name in ("name", "birthday") if name in body})
    if "contact" in body:
        member["contact"] = contact(body["contact"])
    return member


async def deleteMember(memberId):
    find(members, memberId.lower(), "member")
    if any(loan["memberId"] == memberId.lower() for loan in loans.values()):
        raise conflict("The member has a book.")
    del members[memberId.lower()]
    return NoContent, 204


async def createLoan(body):
    body = decoded(body)
    bookId, memberId, days = body["bookId"], body["memberId"].lower(), body.get("days", 14)
    find(books, bookId, "book")
    find(members, memberId, "member")
    if any(loan["bookId"] == bookId for loan in loans.values()):
        raise conflict("The book is lent.")
    id = next(loan_ids)
    loans[id] = {
        "id": id,
        "bookId": bookId,
        "memberId": memberId,
        "days": days,
        "due": date.today() + timedelta(days=days),
        "note": body.get("note"),
    }
    return loans[id], 201


async def getLoan(loanId):
    return find(loans, loanId, "loan")


async def endLoan(loanId):
    find(loans, loanId, "loan")
    del loans[loanId]
    return NoContent, 204
