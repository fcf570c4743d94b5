"""The bugs that a server can be started with, one at a time. Without one, the server is correct."""

import inspect
import sys

LIBRARY = {
    # Bounds
    "limit-maximum-exceeded": "limit=51 is accepted",
    "limit-maximum-rejected": "limit=50 is rejected",
    "limit-zero-accepted": "limit=0 is accepted",
    "offset-negative-accepted": "offset=-1 is accepted",
    "genres-four-accepted": "a list of four genres is accepted",
    "genre-unknown-accepted": "a book of a genre outside the enum is accepted",
    "title-empty-accepted": "an empty title is accepted",
    "title-longest-rejected": "a title of 200 characters is rejected",
    "pages-maximum-exceeded": "20001 pages are accepted",
    "pages-minimum-rejected": "one page is rejected",
    "price-maximum-accepted": "a price of 10000 is accepted, though the maximum is exclusive",
    "price-zero-rejected": "a price of 0 is rejected",
    "authors-eleven-accepted": "eleven authors are accepted",
    "authors-ten-rejected": "ten authors are rejected",
    "authors-repeated-accepted": "the same author twice is accepted",
    "days-zero-accepted": "a loan of 0 days is accepted",
    "days-sixty-rejected": "a loan of 60 days is rejected",
    "isbn-unanchored": "the pattern of isbn may match a part of the text",
    "isbn-line-break-accepted": "an isbn with a line break at its end is accepted",
    "pin-short-accepted": "a pin of three digits is accepted",
    "change-empty-accepted": "PATCH with an empty object is accepted",
    # Types
    "pages-text-accepted": "a text of digits is accepted for pages",
    "signed-text-accepted": 'the text "yes" is accepted for signed',
    # Headers
    "total-count-missing": "the list has no X-Total-Count",
    "total-count-text": "X-Total-Count is not a number",
    "location-missing": "201 for a book has no Location",
    "location-nowhere": "the Location of a book leads nowhere",
    "member-location-nowhere": "the Location of a member leads nowhere",
    "allow-missing": "405 has no Allow",
    "challenge-missing": "401 has no WWW-Authenticate",
    # Content types
    "list-as-text": "the list of books is sent as text/plain",
    "error-as-text": "404 is sent as text/plain",
    "json-as-text-accepted": "a JSON body sent as text/plain is accepted",
    "content-type-parameter-rejected": "application/json; charset=utf-8 is rejected",
    # Encodings
    "unicode-mangled": "characters outside Latin-1 are stored as question marks",
    "unicode-500": "500 for a title with characters outside ASCII",
    "title-long-500": "500 for a title of more than 128 characters",
    # States
    "created-not-fetched": "a new book cannot be read",
    "created-not-listed": "a new book is not listed",
    "created-differs": "a book is read without its price",
    "deleted-still-there": "a removed book can still be read",
    "deleted-still-listed": "a removed book is still listed",
    "update-not-stored": "PUT returns the new book, and stores nothing",
    "replace-changes-id": "PUT gives the book a new id",
    "replace-keeps-old": "PUT keeps the old value of properties that the body does not have",
    "patch-not-stored": "PATCH returns the changed member, and stores nothing",
    "patch-clears-birthday": "PATCH without a birthday removes the birthday",
    "member-deleted-still-there": "a removed member can still be read",
    "loan-not-fetched": "a new loan cannot be read",
    "loan-ended-still-there": "an ended loan can still be read",
    "second-delete-500": "500 where a book is removed twice",
    "conflict-500": "500 for an isbn that another book has",
    "conflict-schema": "409 has a body of another schema",
    "not-found-schema": "404 has a body of another schema",
    "loan-unknown-book-500": "500 for a loan of an unknown book",
    # Pagination
    "limit-ignored": "limit is ignored",
    "limit-default-differs": "without limit, two books are returned",
    "offset-ignored": "offset is ignored",
    "offset-off-by-one": "offset counts from 1",
    "order-descending": "the list is in descending order",
    "total-count-of-page": "X-Total-Count is the number of books on the page",
    "genre-ignored": "genre does not filter",
    "genre-first-only": "only the first genre of the list is used",
    # Nullability
    "subtitle-null-rejected": "null is rejected for subtitle",
    "subtitle-null-500": "500 for null as the subtitle",
    "note-null-500": "500 for null as the note of a loan",
    "genre-null-accepted": "null is accepted for genre",
    "name-null-accepted": "null is accepted for the name of a member in PATCH",
    "birthday-null-ignored": "PATCH with null as the birthday does not remove it",
    "absent-as-null": "properties that a book does not have are returned as null",
    "note-missing": "a loan without a note is returned without the property",
    # Alternatives of oneOf
    "postal-rejected": "postal contacts are rejected",
    "postal-city-lost": "the city of a postal contact is not stored",
    "contact-kind-missing": "contacts are returned without their kind",
    # readOnly and writeOnly
    "id-from-client": "the id of a new book is taken from the request",
    "added-required": "the readOnly property added is required in requests",
    "pin-returned": "the pin is returned",
    # Integers of 64 bits
    "barcode-truncated": "barcodes are stored with 32 bits",
    "barcode-rounded": "barcodes are stored as doubles",
    "barcode-large-500": "500 for a barcode of more than 32 bits",
    # Dates
    "published-no-such-day-accepted": "2023-02-30 is accepted",
    "published-leap-day-500": "500 for 29 February",
    "added-without-offset": "added has no offset",
    "due-as-date-time": "due is a date-time",
    # Empty collections
    "empty-list-404": "404 where no book matches",
    "empty-list-null": "null where no book matches",
    "authors-empty-500": "500 for an empty list of authors",
    # Authentication
    "token-prefix-accepted": "the first characters of the token are accepted",
    "token-extended-accepted": "the token with more characters after it is accepted",
    "token-case-ignored": "the token is accepted in upper case",
    "scheme-case-sensitive": "`bearer` is rejected",
    "other-scheme-accepted": "the token is accepted with another scheme",
    "empty-token-accepted": "a request with an empty token is accepted",
    "token-missing-403": "403 without a token",
    "loan-without-token": "GET of a loan needs no token",
    # Optional and required, other properties
    "limit-required": "limit is required",
    "days-required": "days is required",
    "pin-optional": "a member without a pin is accepted",
    "unlisted-property-rejected": "a book with a property outside the document is rejected",
    # Bytes
    "cover-as-text": "500 for a cover that is not UTF-8",
    "cover-any-type-accepted": "a cover of any media type is accepted",
}

OTP = {
    # Responses
    "status-201": "201 in place of 200",
    "response-as-text": "200 is sent as text/plain",
    "posted-as-text": "IsPosted is a text",
    "posted-false": "IsPosted is false",
    "data-missing": "200 has no Data",
    "sid-missing": "Data has no Sid",
    "sid-null": "Sid is null",
    "allow-missing": "405 has no Allow",
    # Errors
    "invalid-422": "422 in place of 400",
    "error-as-text": "errors are sent as text/plain",
    "error-schema": "errors have a body of another schema",
    "error-code-text": "ErrorCode is a text",
    "error-description-missing": "errors have no Description",
    "body-not-json-500": "500 for a body that is not JSON",
    # The key
    "key-missing-403": "403 without a key",
    "key-missing-description": "another Description without a key",
    "key-wrong-401": "401 for a wrong key",
    "key-not-checked": "any key is accepted",
    "key-empty-accepted": "an empty key is accepted",
    "key-prefix-accepted": "the first characters of the key are accepted",
    "key-extended-accepted": "the key with more characters after it is accepted",
    "key-case-ignored": "the key is accepted in upper case",
    "key-in-header-accepted": "the key is accepted in a header",
    # The body
    "body-optional": "a request without a body is accepted",
    "phone-optional": "a body without Phone is accepted",
    "phone-null-accepted": "null is accepted for Phone",
    "phone-number-500": "500 for a number in place of the text of Phone",
    "phone-not-checked": "any text is accepted for Phone",
    "phone-start-matched": "a text that starts with a phone number is accepted",
    "phone-line-break-accepted": "a phone number with a line break at its end is accepted",
    "phone-long-500": "500 for a Phone of more than 32 characters",
    "unlisted-property-rejected": "a body with a property outside the document is rejected",
    # Parameters
    "template-required": "smstemplate is required",
    "template-empty-500": "500 for an empty smstemplate",
    "template-long-500": "500 for an smstemplate of more than 64 characters",
    "template-unicode-500": "500 for an smstemplate with characters outside ASCII",
    "template-percent-500": "500 for an smstemplate with a percent sign",
    "recaptcha-long-rejected": "a g_recaptcha_response of more than 100 characters is rejected",
    "randstr-required": "qq_captcha_randstr is required",
    "ticket-alone-500": "500 for qq_captcha_ticket without qq_captcha_randstr",
    "both-recaptchas-500": "500 for g-recaptcha-response with g_recaptcha_response",
    "voice-any-accepted": "any text is accepted for isvoiceotp",
    "voice-false-rejected": "false is rejected for isvoiceotp",
    "unknown-query-rejected": "a query with a parameter outside the document is rejected",
}

# The default of a parameter of a function that has none.
REQUIRED = inspect.Parameter.empty

active: str | None = None


def activate(kind: str, name: str) -> None:
    """Starts the server with a bug. Call this before the modules of the server are imported."""
    global active
    if name not in names(kind):
        sys.exit(f"unknown bug {name!r}")
    active = name


def names(kind: str) -> dict[str, str]:
    """The names of a server's bugs, each with its effect."""
    return {"library": LIBRARY, "otp": OTP}[kind]


def has(name: str) -> bool:
    """Whether the server has this bug."""
    if name not in LIBRARY and name not in OTP:
        raise KeyError(name)
    return name == active


def pick(name: str, buggy, correct):
    """`buggy` if the server has this bug, otherwise `correct`."""
    return buggy if has(name) else correct
