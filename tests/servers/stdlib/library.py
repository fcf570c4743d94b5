"""A server of library.yaml."""

from datetime import date, datetime, timedelta, timezone
from itertools import count
from uuid import uuid4

from checks import (
    INT32_MAX,
    INT64_MAX,
    boolean,
    day,
    fields,
    identifier,
    integer,
    invalid,
    nullable,
    number,
    string,
    unique_list,
)
from handler import Failure, Handler

TOKEN = "library-token"
GENRES = ["novel", "poetry", "science", "history"]
ID = "/([0-9]{1,19})"

BOOK_REQUIRED = {"title": string(1, 200), "isbn": string(pattern="97[89][0-9]{10}")}
BOOK_OPTIONAL = {
    "genre": string(one_of=GENRES),
    "published": day,
    "pages": integer(1, 20000),
    "price": number(0, 10000),
    "subtitle": nullable(string(most=300)),
    "authors": unique_list(string(1, 100), 10),
    "barcode": integer(0, INT64_MAX),
    "signed": boolean,
}
CONTACTS = {
    "email": {"kind": string(), "address": string(most=100, pattern="[^@ ]+@[^@ ]+")},
    "postal": {"kind": string(), "street": string(1, 100), "city": string(1, 100)},
}


def contact(name, value):
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in CONTACTS:
        raise invalid(name, "an email or a postal contact")
    return fields(value, CONTACTS[kind], name=name)


MEMBER = {"name": string(1, 80), "contact": contact}
PIN = {"pin": string(pattern="[0-9]{4,8}")}
BIRTHDAY = {"birthday": nullable(day)}
LOAN_REQUIRED = {"bookId": integer(1, INT64_MAX), "memberId": identifier}
LOAN_OPTIONAL = {"days": integer(1, 60), "note": nullable(string(most=500))}

books, members, loans = {}, {}, {}
book_ids, loan_ids = count(1), count(1)


def find(resources, key, name):
    if key not in resources:
        raise Failure(404, f"there is no such {name}")
    return resources[key]


class Library(Handler):
    routes = [
        ("GET", "/books", "list_books"),
        ("POST", "/books", "create_book"),
        ("GET", "/books" + ID, "get_book"),
        ("PUT", "/books" + ID, "replace_book"),
        ("DELETE", "/books" + ID, "delete_book"),
        ("PUT", f"/books{ID}/cover", "set_cover"),
        ("POST", "/members", "create_member"),
        ("GET", "/members/([^/]+)", "get_member"),
        ("PATCH", "/members/([^/]+)", "update_member"),
        ("DELETE", "/members/([^/]+)", "delete_member"),
        ("POST", "/loans", "create_loan"),
        ("GET", "/loans" + ID, "get_loan"),
        ("DELETE", "/loans" + ID, "end_loan"),
    ]

    def authenticate(self):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token.strip() != TOKEN:
            raise Failure(401, "a valid token is required", {"WWW-Authenticate": "Bearer"})

    def error(self, failure):
        return {"code": failure.status, "message": failure.message}

    def require(self, media_type):
        """Rejects bodies of another media type. A request may leave it out."""
        given = self.headers.get("Content-Type", media_type)
        if given.split(";")[0].strip().lower() != media_type:
            raise Failure(415, f"{media_type} is expected")

    def json(self):
        self.require("application/json")
        return super().json()

    def number(self, name, default, least, most):
        text = self.query.get(name)
        try:
            value = default if text is None else int(text)
        except ValueError:
            raise invalid(name, "an integer") from None
        return integer(least, most)(name, value)

    def list_books(self):
        limit = self.number("limit", 20, 1, 50)
        offset = self.number("offset", 0, 0, INT32_MAX)
        genres = self.query["genre"].split(",") if "genre" in self.query else None
        if genres is not None and (len(genres) > 3 or not set(genres) <= set(GENRES)):
            raise invalid("genre", "one to three genres")
        matching = [book for _, book in sorted(books.items()) if not genres or book.get("genre") in genres]
        self.send_json(200, matching[offset : offset + limit], {"X-Total-Count": len(matching)})

    def draft(self, own=None):
        draft = fields(self.json(), BOOK_REQUIRED, BOOK_OPTIONAL)
        if any(book["isbn"] == draft["isbn"] for id, book in books.items() if id != own):
            raise Failure(409, "another book has this isbn")
        return draft

    def create_book(self):
        draft = self.draft()
        id = next(book_ids)
        books[id] = {"id": id, "added": datetime.now(timezone.utc).isoformat(), **draft}
        self.send_json(201, books[id], {"Location": f"/books/{id}"})

    def get_book(self, id):
        self.send_json(200, find(books, int(id), "book"))

    def replace_book(self, id):
        old = find(books, int(id), "book")
        books[old["id"]] = {"id": old["id"], "added": old["added"], **self.draft(own=old["id"])}
        self.send_json(200, books[old["id"]])

    def delete_book(self, id):
        book = find(books, int(id), "book")
        if any(loan["bookId"] == book["id"] for loan in loans.values()):
            raise Failure(409, "the book is lent")
        del books[book["id"]]
        self.send_nothing()

    def set_cover(self, id):
        self.require("image/png")
        find(books, int(id), "book")
        if not self.body:
            raise Failure(400, "a picture is required")
        self.send_nothing()

    def create_member(self):
        member = fields(self.json(), MEMBER | PIN, BIRTHDAY)
        id = str(uuid4())
        del member["pin"]
        members[id] = {"id": id, "birthday": None, **member}
        self.send_json(201, members[id], {"Location": f"/members/{id}"})

    def get_member(self, id):
        self.send_json(200, find(members, id.lower(), "member"))

    def update_member(self, id):
        member = find(members, id.lower(), "member")
        body = self.json()
        if body == {}:
            raise Failure(400, "at least one property is required")
        member |= fields(body, optional=MEMBER | BIRTHDAY)
        self.send_json(200, member)

    def delete_member(self, id):
        member = find(members, id.lower(), "member")
        if any(loan["memberId"] == member["id"] for loan in loans.values()):
            raise Failure(409, "the member has a book")
        del members[member["id"]]
        self.send_nothing()

    def create_loan(self):
        loan = {"days": 14, "note": None} | fields(self.json(), LOAN_REQUIRED, LOAN_OPTIONAL)
        find(books, loan["bookId"], "book")
        find(members, loan["memberId"], "member")
        if any(other["bookId"] == loan["bookId"] for other in loans.values()):
            raise Failure(409, "the book is lent")
        id = next(loan_ids)
        loans[id] = {"id": id, "due": (date.today() + timedelta(loan["days"])).isoformat(), **loan}
        self.send_json(201, loans[id])

    def get_loan(self, id):
        self.send_json(200, find(loans, int(id), "loan"))

    def end_loan(self, id):
        find(loans, int(id), "loan")
        del loans[int(id)]
        self.send_nothing()
