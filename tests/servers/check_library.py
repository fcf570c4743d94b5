"""Checks a server of library.yaml: check_library.py URL. Prints the failed checks; exits with 1 if there are any.

Independent of the contract runner: it shows that the servers are correct, and that each bug has an effect."""

import datetime
import http.client
import json
import re
import sys
import uuid

TOKEN = {"Authorization": "Bearer library-token"}
CONTACT = {"kind": "email", "address": "a@b"}
ERROR = {"code": int, "message": str}
isbns = (f"978{number:010}" for number in range(10**9))
failed = []
host = ""


class Response:
    def __init__(self, response):
        self.status, self.headers, self.bytes = response.status, response.headers, response.read()
        self.type = (self.headers["Content-Type"] or "").split(";")[0]
        self.json = json.loads(self.bytes) if self.bytes and self.type == "application/json" else None


def call(method, path, body=None, headers=TOKEN, media_type="application/json"):
    connection = http.client.HTTPConnection(host, timeout=10)
    sent = dict(headers)
    if body is not None:
        if media_type is not None:
            sent["Content-Type"] = media_type
        body = body if isinstance(body, bytes) else json.dumps(body)
    try:
        connection.request(method, path, body, sent)
        return Response(connection.getresponse())
    finally:
        connection.close()


def expect(is_met, text):
    if not is_met:
        failed.append(text)


def status(response, code, text):
    expect(response.status == code, f"{text}: {response.status} instead of {code}")
    if code >= 400:
        body = response.json
        is_error = isinstance(body, dict) and all(type(body.get(name)) is kind for name, kind in ERROR.items())
        expect(is_error, f"{text}: the body is not an Error")
    return response


def draft(**fields):
    return {"title": "x", "isbn": next(isbns)} | fields


def post(text, code=201, **fields):
    response = status(call("POST", "/books", draft(**fields)), code, text)
    if response.status == 201:
        is_named = isinstance(response.json, dict) and "id" in response.json
        for name, value in fields.items() if is_named else []:
            expect(response.json.get(name) == value, f"{text}: another {name} is returned")
    return response.json if response.status == 201 and isinstance(response.json, dict) else {"id": 1}


def bounds():
    for query in ["limit=51", "limit=0", "offset=-1", "genre=novel,poetry,science,history", "genre=x", "limit=x"]:
        status(call("GET", f"/books?{query}"), 400, query)
    for query in ["limit=50", "limit=1", "offset=0", "genre=novel,poetry,science", "genre=novel"]:
        status(call("GET", f"/books?{query}"), 200, query)
    wrong = {
        "genre": ["x", None], "title": ["", "x" * 201, None, 1], "pages": [0, 20001, "5", 1.5, None], "signed": ["yes", "true", None],
        "price": [-1, 10000, "5"], "isbn": ["97800000000012", "x9780000000001", "9780000000001\n", "9770000000001"],
        "published": ["2023-02-30", "2023-02-29", "x", 1, "2023-01-01T00:00:00Z", None], "subtitle": [1, "x" * 301],
        "authors": [[str(number) for number in range(11)], ["a", "a"], [""], "a", None], "barcode": [-1, 2**63, "1"],
    }  # fmt: skip
    for name, values in wrong.items():
        for value in values:
            post(f"{name} {str(value)[:20]!r}", 400, **{name: value})
    right = {
        "title": ["x" * 200, "ü", "日本語 🎉", "x" * 150], "pages": [1, 20000], "price": [0, 9999.5], "subtitle": [None, "x" * 300, ""],
        "authors": [[str(number) for number in range(10)], []], "barcode": [0, 2**31, 2**32 + 5, 2**53 + 1, 2**63 - 1],
        "published": ["2024-02-29", "2023-12-31"], "genre": ["history"], "signed": [True, False],
    }  # fmt: skip
    for name, values in right.items():
        for value in values:
            post(f"{name} {str(value)[:20]!r}", **{name: value})
    status(call("POST", "/books", draft(unlisted=1)), 201, "an unlisted property")
    for body in ([], "x", None, {"title": "x"}, {"isbn": next(isbns)}):
        status(call("POST", "/books", body if body is not None else b"null"), 400, f"the body {body}")
    for body in (b"{", b"", b"\xff"):
        status(call("POST", "/books", body), 400, f"the body {body}")


def content_types():
    text = json.dumps(draft()).encode()
    status(call("POST", "/books", text, media_type="text/plain"), 415, "a text")
    status(call("POST", "/books", text, media_type="application/json; charset=utf-8"), 201, "charset")
    for method, path, body in [
        ("POST", "/books", draft()),
        ("PUT", f"/books/{post('a book')['id']}", draft()),
        ("POST", "/members", {"name": "m", "contact": CONTACT, "pin": "1234"}),
    ]:
        bare = call(method, path, body, media_type=None)
        expect(bare.status in (200, 201, 400, 415), f"{method} {path} without a content type: {bare.status}")
    book = post("a book")["id"]
    png = b"\x89PNG\r\n\xff\x00"
    status(call("PUT", f"/books/{book}/cover", png, media_type="image/png"), 204, "a cover")
    status(call("PUT", f"/books/{book}/cover", png, media_type="image/gif"), 415, "a cover of another type")
    status(call("PUT", "/books/999999/cover", png, media_type="image/png"), 404, "the cover of an unknown book")


def authentication():
    for text in [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer library-toke",
        "Bearer library-token2",
        "Bearer LIBRARY-TOKEN",
    ]:
        headers = {} if text is None else {"Authorization": text}
        for path in ("/books", "/loans/1"):
            response = status(call("GET", path, headers=headers), 401, f"authorization {text}")
            expect(response.headers["WWW-Authenticate"], "401 without WWW-Authenticate")
    for text in ["Basic library-token", "Token library-token", "library-token", "Basic bGlicmFyeS10b2tlbjo="]:
        status(call("GET", "/books", headers={"Authorization": text}), 401, f"authorization {text}")
    for text in ["bearer library-token", "BEARER library-token"]:
        status(call("GET", "/books", headers={"Authorization": text}), 200, f"authorization {text}")


def routing():
    known = {"/books": "GET, POST", "/books/1": "DELETE, GET, PUT", "/books/1/cover": "PUT", "/members": "POST",
             "/members/" + str(uuid.uuid4()): "DELETE, GET, PATCH", "/loans": "POST", "/loans/1": "DELETE, GET"}  # fmt: skip
    for path, methods in known.items():
        response = call("POST" if "POST" not in methods else "DELETE", path)
        expect(response.status == 405, f"405 for {path}: {response.status}")
        allow = {name.strip() for name in (response.headers["Allow"] or "").split(",")} - {"HEAD", "OPTIONS"}
        expect(allow == set(methods.split(", ")), f"Allow of {path}: {allow}")


def lists():
    empty = status(call("GET", "/books?genre=science"), 200, "no book")
    if empty.json is not None and empty.json != []:
        for book in empty.json:
            call("DELETE", f"/books/{book['id']}")
        empty = status(call("GET", "/books?genre=science"), 200, "no book")
    expect(empty.json == [], "no book matches: not an empty array")
    ids = [post("a book", genre=genre)["id"] for genre in ("science", "poetry", "science", "science", "poetry")]
    full = call("GET", "/books?limit=50&genre=science,poetry")
    listed = [book["id"] for book in full.json or []]
    expect(full.type == "application/json", "the list is not JSON")
    expect(set(ids) <= set(listed), "new books are not listed")
    expect(listed == sorted(listed), "the list is not in order")
    total = full.headers["X-Total-Count"]
    expect(total == str(len(listed)), "X-Total-Count")
    expect({book.get("genre") for book in full.json or []} == {"science", "poetry"}, "the filter by genre")
    poetry = call("GET", "/books?genre=poetry").json or []
    expect({book.get("genre") for book in poetry} == {"poetry"}, "the filter by one genre")
    page = call("GET", "/books?limit=2&genre=science,poetry&offset=1")
    expect([book["id"] for book in page.json or []] == listed[1:3], "a page")
    expect(page.headers["X-Total-Count"] == total, "X-Total-Count of a page")
    default, explicit = call("GET", "/books?genre=science,poetry"), call(
        "GET", "/books?genre=science,poetry&limit=20&offset=0"
    )
    expect(default.bytes == explicit.bytes, "the defaults")


def books():
    fields = draft(
        genre="novel", published="2020-02-29", pages=5, price=1.5, authors=["ä"], barcode=7, subtitle="s", signed=True
    )
    created = status(call("POST", "/books", fields | {"id": 77777}), 201, "a book")
    book, path = created.json or {}, created.headers["Location"] or "none"
    expect(book.get("id") != 77777, "the id is taken from the request")
    expect(set(book) == set(fields) | {"id", "added"}, "the properties of a new book")
    try:
        expect(datetime.datetime.fromisoformat(book["added"].replace("Z", "+00:00")).tzinfo, "added has no offset")
    except (KeyError, ValueError):
        failed.append("added is no date-time")
    read = call("GET", path)
    expect(read.status == 200 and read.json == book, "a new book is not read as it was created")
    path = f"/books/{book.get('id')}"
    least = call("POST", "/books", draft())
    expect(set(least.json or {}) - {"signed"} == {"title", "isbn", "id", "added"}, "absent properties")
    new = draft(title="new")
    replaced = status(call("PUT", path, new), 200, "PUT")
    expect((replaced.json or {}).get("id") == book.get("id"), "PUT changes the id")
    expect("pages" not in (replaced.json or {}), "PUT keeps an old value")
    expect(call("GET", path).json == replaced.json, "PUT is not stored")
    status(call("PUT", path, new), 200, "PUT of the same isbn")
    status(call("POST", "/books", new), 409, "an isbn of another book")
    other = post("another")["id"]
    status(call("PUT", f"/books/{other}", new), 409, "PUT with an isbn of another book")
    status(call("PUT", "/books/999999", draft()), 404, "PUT of an unknown book")
    status(call("DELETE", path), 204, "DELETE")
    status(call("GET", path), 404, "GET of a removed book")
    status(call("DELETE", path), 404, "the second DELETE")
    limit = "/books?limit=50&offset="
    expect(
        all(item["id"] != book.get("id") for at in (0, 50) for item in call("GET", f"{limit}{at}").json or []),
        "a removed book is listed",
    )
    status(call("POST", "/books", new), 201, "the isbn of a removed book")
    status(call("GET", "/books/999999"), 404, "an unknown book")
    for wrong in ("0", "x"):
        expect(call("GET", f"/books/{wrong}").status in (400, 404), f"the book {wrong}")


def members():
    for contact in (CONTACT, {"kind": "postal", "street": "s", "city": "c"}):
        created = status(
            call("POST", "/members", {"name": "m", "contact": contact, "pin": "1234"}),
            201,
            f"a member by {contact['kind']}",
        )
        member = created.json or {}
        expect(set(member) == {"id", "name", "contact", "birthday"}, "the properties of a member")
        expect(member.get("contact") == contact, "the contact of a member")
        expect(call("GET", created.headers["Location"] or "/none").json == member, "Location of a member")
    path = f"/members/{member.get('id')}"
    changes = [
        {"birthday": "2000-02-29"},
        {"name": "n"},
        {"contact": CONTACT},
        {"birthday": None},
        {"name": "o", "birthday": "1999-01-01"},
    ]
    for change in changes:
        member = member | change
        expect(status(call("PATCH", path, change), 200, f"PATCH {change}").json == member, f"PATCH {change}")
        expect(call("GET", path).json == member, f"PATCH {change} is not stored")
    for change in [
        {},
        {"name": None},
        {"name": ""},
        {"contact": None},
        {"birthday": "x"},
        {"contact": {"kind": "x"}},
        [],
    ]:
        status(call("PATCH", path, change), 400, f"PATCH {change}")
    for change in [
        {"pin": "123"},
        {"pin": "1234\n"},
        {"pin": None},
        {"name": "x" * 81},
        {"contact": {"kind": "email"}},
        {"contact": {"address": "a@b"}},
    ]:
        status(
            call("POST", "/members", {"name": "m", "contact": CONTACT, "pin": "1234"} | change),
            400,
            f"a member with {change}",
        )
    status(call("POST", "/members", {"name": "m", "contact": CONTACT}), 400, "a member without a pin")
    unknown = f"/members/{uuid.uuid4()}"
    for method in ("GET", "DELETE"):
        status(call(method, unknown), 404, f"{method} of an unknown member")
    status(call("PATCH", unknown, {"name": "x"}), 404, "PATCH of an unknown member")
    status(call("DELETE", path), 204, "DELETE of a member")
    status(call("GET", path), 404, "GET of a removed member")


def loans():
    book = post("a book")["id"]
    member = (call("POST", "/members", {"name": "m", "contact": CONTACT, "pin": "1234"}).json or {}).get("id")
    ids = {"bookId": book, "memberId": member}
    for change in [
        {"days": 0},
        {"days": 61},
        {"days": None},
        {"days": "5"},
        {"note": 1},
        {"note": "x" * 501},
        {"bookId": 0},
    ]:
        status(call("POST", "/loans", ids | change), 400, f"a loan with {change}")
    status(call("POST", "/loans", ids | {"bookId": 999999}), 404, "a loan of an unknown book")
    status(call("POST", "/loans", ids | {"memberId": str(uuid.uuid4())}), 404, "a loan to an unknown member")
    for more in [{}, {"days": 1}, {"days": 60}, {"note": None}, {"note": "ü" * 500}]:
        loan = status(call("POST", "/loans", ids | more), 201, f"a loan with {more}").json or {}
        expect(
            {name: value for name, value in loan.items() if name not in ("id", "due")}
            == {"days": 14, "note": None} | ids | more,
            "a loan",
        )
        expect(re.fullmatch(r"\d{4}-\d\d-\d\d", loan.get("due", "")), "due is no date")
        path = f"/loans/{loan.get('id')}"
        expect(call("GET", path).json == loan, "a loan is not read as it was created")
        status(call("POST", "/loans", ids), 409, "a book that is lent")
        status(call("DELETE", f"/books/{book}"), 409, "DELETE of a book that is lent")
        status(call("DELETE", f"/members/{member}"), 409, "DELETE of a member with a loan")
        status(call("DELETE", path), 204, "the end of a loan")
        status(call("GET", path), 404, "an ended loan")
        status(call("DELETE", path), 404, "the second end of a loan")
    status(call("DELETE", f"/books/{book}"), 204, "DELETE of a book after its loan")
    status(call("DELETE", f"/members/{member}"), 204, "DELETE of a member after the loan")


if __name__ == "__main__":
    host = sys.argv[1].removeprefix("http://")
    for check in (lists, books, members, loans, bounds, content_types, authentication, routing):
        try:
            check()
        except Exception as error:  # a response that the rest of the check cannot go on with
            failed.append(f"{check.__name__}: {error!r}")
    print("\n".join(failed))
    sys.exit(bool(failed))
