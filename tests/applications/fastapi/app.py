"""A bookshop, written as FastAPI's documentation suggests. `openapi.json` beside this file is what it says about itself."""

from collections.abc import AsyncIterable
from datetime import date
from enum import StrEnum
from itertools import count
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, File, Form, Header, HTTPException, Path, Query, Response, UploadFile
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel, Field, Strict

TOKEN = "bookshop-token"
INT32_MAX = 2**31 - 1

app = FastAPI(title="Bookshop", version="1.0.0", summary="Books, their covers, and orders")


class Genre(StrEnum):
    novel = "novel"
    poetry = "poetry"
    science = "science"


Integer = Annotated[int, Strict()]
Cents = Annotated[Integer, Field(ge=0, le=INT32_MAX)]
Pages = Annotated[Integer, Field(gt=0, lt=20000)]


class Printed(BaseModel):
    kind: Literal["printed"]
    pages: Pages
    size: Annotated[tuple[Integer, Integer] | None, Field(description="Width and height in millimetres.")] = None


class Audio(BaseModel):
    kind: Literal["audio"]
    minutes: Annotated[Integer, Field(ge=1, le=INT32_MAX)]
    narrator: str | None = None


class Electronic(BaseModel):
    kind: Literal["electronic"]
    file_type: Literal["epub", "pdf"] = "epub"


Edition = Annotated[Printed | Audio | Electronic, Field(discriminator="kind")]


class BookDraft(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=200, examples=["Dune", "Emma"])]
    price: Cents
    edition: Edition
    genre: Genre | None = None
    published: Annotated[str, Field(pattern="^[0-9]{4}$")] | None = None
    authors: Annotated[list[str], Field(max_length=10)] = []
    translations: dict[str, str] | None = None


class Book(BookDraft):
    id: int
    has_cover: bool


class BookPatch(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    price: Cents | None = None
    genre: Genre | None = None


class BookList(BaseModel):
    items: list[Book]
    next_offset: int | None


class Cover(BaseModel):
    size: int
    media_type: str | None
    caption: str | None


class Line(BaseModel):
    book_id: Annotated[Integer, Field(ge=1, le=INT32_MAX)]
    copies: Annotated[Integer, Field(ge=1, le=100)] = 1


class OrderDraft(BaseModel):
    lines: Annotated[list[Line], Field(min_length=1, max_length=50)]
    gift_text: Annotated[str, Field(max_length=500)] | None = None


class Order(OrderDraft):
    id: int
    total: int
    reference: str


class Problem(BaseModel):
    detail: str


BookId = Annotated[int, Path(ge=1, le=INT32_MAX)]
bearer = HTTPBearer(auto_error=False)


def shopkeeper(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
    if given is None or given.credentials != TOKEN:
        raise HTTPException(401, "a token is required", {"WWW-Authenticate": "Bearer"})


NOT_FOUND = {404: {"model": Problem, "description": "There is no such book."}}
CHANGES = {"dependencies": [Depends(shopkeeper)]}
UNAUTHORIZED = {401: {"model": Problem, "description": "The token is missing or wrong."}}

books: dict[int, Book] = {}
covers: dict[int, bytes] = {}
orders: dict[UUID, Order] = {}
book_ids, order_ids = count(1), count(1)


def stored(book_id: int) -> Book:
    if book_id not in books:
        raise HTTPException(404, "there is no such book")
    return books[book_id]


@app.get("/books", tags=["books"])
def list_books(
    response: Response,
    genre: Annotated[list[Genre], Query(max_length=3)] = [],
    title: Annotated[str | None, Query(max_length=200, description="A part of the title.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=INT32_MAX)] = 0,
    x_request_id: Annotated[str | None, Header(max_length=100)] = None,
) -> BookList:
    """Lists the books in the order of their ids."""
    wanted = [book for book in books.values() if not genre or book.genre in genre]
    wanted = [book for book in wanted if title is None or title.lower() in book.title.lower()]
    if x_request_id is not None:
        response.headers["X-Request-Id"] = x_request_id.encode().decode("latin-1")
    end = offset + limit
    return BookList(items=wanted[offset:end], next_offset=end if end < len(wanted) else None)


@app.post("/books", tags=["books"], status_code=201, responses=UNAUTHORIZED, **CHANGES)
def add_book(draft: BookDraft) -> Book:
    """Adds a book."""
    book = Book(id=next(book_ids), has_cover=False, **draft.model_dump())
    books[book.id] = book
    return book


@app.get("/books/{book_id}", tags=["books"], responses=NOT_FOUND)
def get_book(book_id: BookId) -> Book:
    """Returns a book."""
    return stored(book_id)


@app.patch("/books/{book_id}", tags=["books"], responses=NOT_FOUND | UNAUTHORIZED, **CHANGES)
def change_book(book_id: BookId, patch: BookPatch) -> Book:
    """Changes the properties that are sent. null removes the genre, and leaves the others as they are."""
    changes = patch.model_dump(exclude_unset=True).items()
    books[book_id] = stored(book_id).model_copy(update={k: v for k, v in changes if v is not None or k == "genre"})
    return books[book_id]


@app.delete("/books/{book_id}", tags=["books"], status_code=204, responses=NOT_FOUND | UNAUTHORIZED, **CHANGES)
def remove_book(book_id: BookId) -> None:
    """Removes a book."""
    stored(book_id)
    del books[book_id]
    covers.pop(book_id, None)


@app.put("/books/{book_id}/cover", tags=["covers"], responses=NOT_FOUND | UNAUTHORIZED, **CHANGES)
def put_cover(
    book_id: BookId,
    image: Annotated[UploadFile, File(description="The image.")],
    caption: Annotated[str | None, Form(max_length=80)] = None,
) -> Cover:
    """Stores the image of a cover."""
    book = stored(book_id)
    covers[book_id] = image.file.read()
    books[book_id] = book.model_copy(update={"has_cover": True})
    return Cover(size=len(covers[book_id]), media_type=image.content_type, caption=caption)


@app.get(
    "/books/{book_id}/cover",
    tags=["covers"],
    response_class=Response,
    responses=NOT_FOUND | {200: {"content": {"application/octet-stream": {}}, "description": "The image."}},
)
def get_cover(book_id: BookId) -> Response:
    """Returns the image of a cover."""
    stored(book_id)
    if book_id not in covers:
        raise HTTPException(404, "the book has no cover")
    return Response(covers[book_id], media_type="application/octet-stream")


@app.post(
    "/orders",
    tags=["orders"],
    status_code=201,
    responses={409: {"model": Problem, "description": "A book is not for sale, or the key is taken."}},
)
def order(draft: OrderDraft, idempotency_key: Annotated[UUID, Header()]) -> Order:
    """Orders books. The same key never orders twice."""
    if idempotency_key in orders:
        known = orders[idempotency_key]
        if known.lines != draft.lines:
            raise HTTPException(409, "the key is taken")
        return known
    missing = [line.book_id for line in draft.lines if line.book_id not in books]
    if missing:
        raise HTTPException(409, f"not for sale: {missing[0]}")
    total = sum(books[line.book_id].price * line.copies for line in draft.lines)
    made = Order(id=next(order_ids), total=total, reference=str(idempotency_key), **draft.model_dump())
    orders[idempotency_key] = made
    return made


class News(BaseModel):
    book_id: int
    title: str
    on: date


@app.get("/news", tags=["books"], response_class=EventSourceResponse)
async def news(last: Annotated[int, Query(ge=0, le=100)] = 10) -> AsyncIterable[News]:
    """Sends the newest books as events, and ends."""
    for book in list(books.values())[-last:] if last else []:
        yield News(book_id=book.id, title=book.title, on=date(2026, 1, 31))
