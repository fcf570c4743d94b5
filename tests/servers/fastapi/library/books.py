"""Books and their covers."""

from datetime import datetime, timezone
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Path, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bugs import REQUIRED, has, pick
from library import store
from library.models import INT32_MAX, INT64_MAX, Book, BookDraft
from library.security import JSON_BODY, PNG_BODY

router = APIRouter(tags=["books"])

BookId = Annotated[int, Path(ge=1, le=INT64_MAX)]
Limit = Annotated[
    int,
    Query(
        ge=pick("limit-zero-accepted", 0, 1),
        le=49 if has("limit-maximum-rejected") else 51 if has("limit-maximum-exceeded") else 50,
    ),
]
Offset = Annotated[int, Query(ge=pick("offset-negative-accepted", -1, 0), le=INT32_MAX)]
GENRES = {"novel", "poetry", "science", "history"}
PROPERTIES = ["genre", "published", "pages", "price", "subtitle", "authors", "barcode"]

unlisted: set[int] = set()
removed: dict[int, dict] = {}


def genres(text: str | None) -> list[str]:
    """The genres of a list with commas; empty if there is none."""
    if text is None:
        return []
    names = text.split(",")
    if len(names) > pick("genres-four-accepted", 4, 3) or not GENRES.issuperset(names):
        raise HTTPException(400, "genre: one to three genres are expected")
    return names[:1] if has("genre-first-only") else names


@router.get("/books", response_model=store.response_model(list[Book]), response_model_exclude_unset=True)
async def list_books(
    response: Response,
    limit: Limit = REQUIRED if has("limit-required") else pick("limit-default-differs", 2, 20),
    offset: Offset = 0,
    genre: str | None = None,
):
    wanted = genres(genre)
    stored = store.books | removed if has("deleted-still-listed") else store.books
    matching = [
        book
        for id, book in sorted(stored.items(), reverse=has("order-descending"))
        if (not wanted or has("genre-ignored") or book.get("genre") in wanted) and id not in unlisted
    ]
    if has("offset-ignored"):
        offset = 0
    if has("offset-off-by-one") or has("offset-negative-accepted"):
        offset = max(offset - has("offset-off-by-one"), 0)
    page = matching[offset:] if has("limit-ignored") else matching[offset : offset + limit]
    total = len(page) if has("total-count-of-page") else len(matching)
    if not page and has("empty-list-404"):
        raise HTTPException(404, "no books")
    if not has("total-count-missing"):
        response.headers["X-Total-Count"] = f"{total} books" if has("total-count-text") else str(total)
    if not page and has("empty-list-null"):
        return JSONResponse(None, headers=response.headers)
    if has("list-as-text"):
        text = JSONResponse(page).body
        return PlainTextResponse(text, headers=response.headers)
    return page


@router.post(
    "/books",
    status_code=201,
    response_model=store.response_model(Book),
    response_model_exclude_unset=True,
    dependencies=[JSON_BODY],
)
async def create_book(draft: BookDraft, response: Response):
    reject_isbn(draft.isbn)
    fields = stored_fields(draft)
    id = fields.pop("id", None) or next(store.book_ids)
    book = {**fields, "id": id, "added": now()}
    store.books[id] = book
    if has("created-not-listed"):
        unlisted.add(id)
    if not has("location-missing"):
        response.headers["Location"] = f"/book/{id}" if has("location-nowhere") else f"/books/{id}"
    return book


@router.get("/books/{bookId}", response_model=store.response_model(Book), response_model_exclude_unset=True)
async def get_book(bookId: BookId):
    stored = store.books | removed if has("deleted-still-there") else store.books
    book = store.find({} if has("created-not-fetched") else stored, bookId, "book")
    if has("created-differs"):
        return {name: value for name, value in book.items() if name != "price"}
    return book


@router.put(
    "/books/{bookId}",
    response_model=store.response_model(Book),
    response_model_exclude_unset=True,
    dependencies=[JSON_BODY],
)
async def replace_book(bookId: BookId, draft: BookDraft):
    old = store.find(store.books, bookId, "book")
    reject_isbn(draft.isbn, bookId)
    fields = stored_fields(draft)
    if has("replace-keeps-old"):
        fields = old | fields
    book = {**fields, "id": old["id"], "added": old["added"]}
    if has("replace-changes-id"):
        book["id"] = next(store.book_ids)
    if not has("update-not-stored"):
        store.books[bookId] = book
    return book


@router.delete("/books/{bookId}", status_code=204)
async def delete_book(bookId: BookId):
    if has("second-delete-500") and bookId in removed:
        raise RuntimeError("the book was removed before")
    store.find(store.books, bookId, "book")
    store.reject_conflict(any(loan["bookId"] == bookId for loan in store.loans.values()), "the book is lent")
    removed[bookId] = store.books.pop(bookId)
    store.covers.pop(bookId, None)


@router.put("/books/{bookId}/cover", status_code=204, dependencies=[PNG_BODY])
async def set_cover(bookId: BookId, picture: Annotated[bytes, Body(media_type="image/png")]):
    store.find(store.books, bookId, "book")
    if has("cover-as-text"):
        picture.decode()
    store.covers[bookId] = picture


def reject_isbn(isbn: str, own: int | None = None) -> None:
    """Rejects an isbn that another book has."""
    is_taken = any(book["isbn"] == isbn for id, book in store.books.items() if id != own)
    if is_taken and has("conflict-500"):
        raise RuntimeError("UNIQUE constraint failed: books.isbn")
    store.reject_conflict(is_taken, "another book has this isbn")


def now() -> str:
    added = datetime.now(timezone.utc)
    return added.replace(tzinfo=None).isoformat() if has("added-without-offset") else added.isoformat()


def stored_fields(draft: BookDraft) -> dict:
    """The properties of a book that the request has, and those with a default."""
    fields = {"signed": False} | draft.model_dump(mode="json", exclude_unset=True)
    title = fields["title"]
    barcode = fields.get("barcode")
    is_failure = (
        has("unicode-500")
        and not title.isascii()
        or has("title-long-500")
        and len(title) > 128
        or has("subtitle-null-500")
        and fields.get("subtitle", "") is None
        or has("authors-empty-500")
        and fields.get("authors") == []
        or has("barcode-large-500")
        and (barcode or 0) >= 2**32
        or has("published-leap-day-500")
        and fields.get("published", "").endswith("-02-29")
    )
    if is_failure:
        raise RuntimeError("the book cannot be stored")
    if has("unicode-mangled"):
        fields["title"] = title.encode("latin-1", "replace").decode("latin-1")
    if barcode is not None and has("barcode-truncated"):
        fields["barcode"] = barcode & 0xFFFFFFFF
    if barcode is not None and has("barcode-rounded"):
        fields["barcode"] = int(float(barcode))
    if has("absent-as-null"):
        fields = dict.fromkeys(PROPERTIES) | fields
    return fields
