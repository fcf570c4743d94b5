"""A server of library.yaml with django-ninja."""

import secrets
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import Annotated
from uuid import UUID, uuid4

from django.http import HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from schemas import Book, BookDraft, Loan, LoanDraft, Member, MemberChange, MemberDraft

GENRES = {"novel", "poetry", "science", "history"}
PathId = Annotated[int, Path(ge=1)]

books, members, loans = {}, {}, {}
book_ids, loan_ids = count(1), count(1)


class Librarian(HttpBearer):
    def authenticate(self, request, token):
        return token if secrets.compare_digest(token.encode(), b"library-token") else None


api = NinjaAPI(title="Lending library", auth=Librarian())


@api.exception_handler(ValidationError)
def invalid(request, error):
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"])
    return failed(400, f"{place}: {first['msg']}")


@api.exception_handler(AuthenticationError)
def unauthorized(request, error):
    response = failed(401, "a valid token is required")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def rejected(request, error):
    return failed(error.status_code, str(error))


def failed(status, message):
    return JsonResponse({"code": status, "message": message}, status=status)


def find(resources, key, name):
    if key not in resources:
        raise HttpError(404, f"there is no such {name}")
    return resources[key]


def reject(is_conflict, message):
    if is_conflict:
        raise HttpError(409, message)


def reject_isbn(isbn, own=None):
    reject(any(book["isbn"] == isbn for id, book in books.items() if id != own), "another book has this isbn")


def stored(draft: BookDraft) -> dict:
    """The properties of a book that the request has, and those with a default."""
    return {"signed": draft.signed} | draft.dict(exclude_unset=True)


@api.get("/books", response=list[Book], exclude_unset=True)
def list_books(
    request,
    response: HttpResponse,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    genre: str = None,
):
    wanted = genre.split(",") if genre is not None else []
    if len(wanted) > 3 or not GENRES.issuperset(wanted):
        raise HttpError(400, "genre: one to three genres are expected")
    matching = [book for book in books.values() if not wanted or book.get("genre") in wanted]
    response["X-Total-Count"] = len(matching)
    return matching[offset : offset + limit]


@api.post("/books", response={201: Book}, exclude_unset=True)
def create_book(request, draft: BookDraft, response: HttpResponse):
    reject_isbn(draft.isbn)
    id = next(book_ids)
    books[id] = {**stored(draft), "id": id, "added": datetime.now(timezone.utc)}
    response["Location"] = f"/books/{id}"
    return 201, books[id]


@api.get("/books/{bookId}", response=Book, exclude_unset=True)
def get_book(request, bookId: PathId):
    return find(books, bookId, "book")


@api.put("/books/{bookId}", response=Book, exclude_unset=True)
def replace_book(request, bookId: PathId, draft: BookDraft):
    old = find(books, bookId, "book")
    reject_isbn(draft.isbn, bookId)
    books[bookId] = {**stored(draft), "id": bookId, "added": old["added"]}
    return books[bookId]


@api.delete("/books/{bookId}", response={204: None})
def delete_book(request, bookId: PathId):
    find(books, bookId, "book")
    reject(any(loan["bookId"] == bookId for loan in loans.values()), "the book is lent")
    del books[bookId]
    return 204, None


@api.put("/books/{bookId}/cover", response={204: None})
def set_cover(request, bookId: PathId):
    find(books, bookId, "book")
    if request.content_type != "image/png":
        raise HttpError(415, "image/png is expected")
    if not request.body:
        raise HttpError(400, "a picture is required")
    return 204, None


@api.post("/members", response={201: Member})
def create_member(request, draft: MemberDraft, response: HttpResponse):
    id = uuid4()
    members[id] = {"id": id, **draft.dict(exclude={"pin"})}
    response["Location"] = f"/members/{id}"
    return 201, members[id]


@api.get("/members/{uuid:memberId}", response=Member)
def get_member(request, memberId: UUID):
    return find(members, memberId, "member")


@api.patch("/members/{uuid:memberId}", response=Member)
def update_member(request, memberId: UUID, change: MemberChange):
    member = find(members, memberId, "member")
    changes = change.dict(exclude_unset=True)
    if not changes:
        raise HttpError(400, "at least one property is required")
    member.update(changes)
    return member


@api.delete("/members/{uuid:memberId}", response={204: None})
def delete_member(request, memberId: UUID):
    find(members, memberId, "member")
    reject(any(loan["memberId"] == memberId for loan in loans.values()), "the member has a book")
    del members[memberId]
    return 204, None


@api.post("/loans", response={201: Loan})
def create_loan(request, draft: LoanDraft):
    find(books, draft.bookId, "book")
    find(members, draft.memberId, "member")
    reject(any(loan["bookId"] == draft.bookId for loan in loans.values()), "the book is lent")
    id = next(loan_ids)
    loans[id] = {"id": id, **draft.dict(), "due": date.today() + timedelta(days=draft.days)}
    return 201, loans[id]


@api.get("/loans/{loanId}", response=Loan)
def get_loan(request, loanId: PathId):
    return find(loans, loanId, "loan")


@api.delete("/loans/{loanId}", response={204: None})
def end_loan(request, loanId: PathId):
    find(loans, loanId, "loan")
    del loans[loanId]
    return 204, None


urlpatterns = [path("", api.urls)]
