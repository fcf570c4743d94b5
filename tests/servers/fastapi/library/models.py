"""The schemas of library.yaml."""

import re
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

from bugs import has, pick

INT32_MAX = 2**31 - 1
INT64_MAX = 2**63 - 1


def full_date(value):
    """RFC 3339, section 5.6. Pydantic also takes numbers and date-times for dates."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a date such as 2020-01-31 is expected")
    return value


def unique(values: list) -> list:
    if len(set(values)) != len(values) and not has("authors-repeated-accepted"):
        raise ValueError("the items must be unique")
    return values


Date = Annotated[date, BeforeValidator(full_date)]
PublicationDate = pick("published-no-such-day-accepted", Annotated[str, BeforeValidator(full_date)], Date)
Integer = Annotated[int, Strict()]
Id = Annotated[Integer, Field(ge=1, le=INT64_MAX)]
Genre = pick("genre-unknown-accepted", str, Literal["novel", "poetry", "science", "history"])
Isbn = Annotated[str, Field(pattern=pick("isbn-unanchored", "97[89][0-9]{10}", "^97[89][0-9]{10}$"))]
Title = Annotated[
    str,
    Field(min_length=pick("title-empty-accepted", 0, 1), max_length=pick("title-longest-rejected", 199, 200)),
]
Pages = Annotated[
    pick("pages-text-accepted", int, Integer),
    Field(ge=pick("pages-minimum-rejected", 2, 1), le=pick("pages-maximum-exceeded", 20001, 20000)),
]
Price = Annotated[
    float,
    Strict(),
    (
        Field(gt=0, lt=10000)
        if has("price-zero-rejected")
        else Field(ge=0, le=10000) if has("price-maximum-accepted") else Field(ge=0, lt=10000)
    ),
]
Subtitle = Annotated[str, Field(max_length=300)]
Authors = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=100)]],
    Field(max_length=9 if has("authors-ten-rejected") else 11 if has("authors-eleven-accepted") else 10),
    AfterValidator(unique),
]
Days = Annotated[Integer, Field(ge=pick("days-zero-accepted", 0, 1), le=pick("days-sixty-rejected", 59, 60))]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Pin = Annotated[str, Field(pattern=pick("pin-short-accepted", "^[0-9]{3,8}$", "^[0-9]{4,8}$"))]


# Optional properties that are not nullable have the default None, which is not validated and, with exclude_unset, not sent.


class BookDraft(BaseModel):
    model_config = ConfigDict(
        regex_engine=pick("isbn-line-break-accepted", "python-re", "rust-regex"),
        extra=pick("unlisted-property-rejected", "forbid", "ignore"),
    )

    title: Title
    isbn: Isbn
    genre: pick("genre-null-accepted", Genre | None, Genre) = None
    published: PublicationDate = None
    pages: Pages = None
    price: Price = None
    subtitle: pick("subtitle-null-rejected", Subtitle, Subtitle | None) = None
    authors: Authors = None
    barcode: Annotated[Integer, Field(ge=0, le=INT64_MAX)] = None
    signed: pick("signed-text-accepted", bool, Annotated[bool, Strict()]) = False
    if has("added-required"):
        added: datetime
    if has("id-from-client"):
        id: Id = None


class Book(BookDraft):
    id: Id
    added: datetime


class EmailContact(BaseModel):
    kind: Literal["email"]
    address: Annotated[str, Field(pattern="^[^@ ]+@[^@ ]+$", max_length=100)]


class PostalContact(BaseModel):
    kind: Literal["postal"]
    street: Annotated[str, Field(min_length=1, max_length=100)]
    city: Annotated[str, Field(min_length=1, max_length=100)]


Contact = (
    EmailContact if has("postal-rejected") else Annotated[EmailContact | PostalContact, Field(discriminator="kind")]
)


class MemberDraft(BaseModel):
    name: Name
    contact: Contact
    if has("pin-optional"):
        pin: Pin = None
    else:
        pin: Pin
    birthday: Date | None = None


class MemberChange(BaseModel):
    name: pick("name-null-accepted", Name | None, Name) = None
    contact: Contact = None
    birthday: Date | None = None

    @model_validator(mode="before")
    @classmethod
    def has_properties(cls, value):
        if value == {} and not has("change-empty-accepted"):
            raise ValueError("at least one property is required")
        return value


class Member(BaseModel):
    id: UUID
    name: Name
    contact: Contact
    birthday: Date | None


class LoanDraft(BaseModel):
    bookId: Id
    memberId: UUID
    if has("days-required"):
        days: Days
    else:
        days: Days = 14
    note: Annotated[str, Field(max_length=500)] | None = None


class Loan(BaseModel):
    id: Id
    bookId: Id
    memberId: UUID
    days: Days
    due: Date
    note: Annotated[str, Field(max_length=500)] | None


class Error(BaseModel):
    code: int
    message: str
