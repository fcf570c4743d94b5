"""The schemas of library.yaml, with Pydantic: integers and booleans are strict, as Pydantic's documentation has it for JSON."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, Strict, StrictBool, StrictInt

Genre = Literal["novel", "poetry", "science", "history"]
Line = Annotated[str, Field(min_length=1, max_length=100)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Id = Annotated[StrictInt, Field(ge=1)]


def unique(values: list) -> list:
    if len(values) != len(set(values)):
        raise ValueError("the items must be unique")
    return values


# Optional properties that are not nullable have the default None, which is not validated and, with exclude_unset, not sent.


class BookDraft(Schema):
    title: str = Field(min_length=1, max_length=200)
    isbn: str = Field(pattern="^97[89][0-9]{10}$")
    genre: Genre = None
    published: date = None
    pages: StrictInt = Field(None, ge=1, le=20000)
    price: Annotated[float, Strict()] = Field(None, ge=0, lt=10000)
    subtitle: str | None = Field(None, max_length=300)
    authors: Annotated[list[Line], Field(max_length=10), AfterValidator(unique)] = None
    barcode: StrictInt = Field(None, ge=0)
    signed: StrictBool = False


class Book(BookDraft):
    id: Id
    added: datetime


class EmailContact(Schema):
    kind: Literal["email"]
    address: str = Field(pattern="^[^@ ]+@[^@ ]+$", max_length=100)


class PostalContact(Schema):
    kind: Literal["postal"]
    street: Line
    city: Line


Contact = Annotated[EmailContact | PostalContact, Field(discriminator="kind")]


class MemberDraft(Schema):
    name: Name
    contact: Contact
    pin: str = Field(pattern="^[0-9]{4,8}$")
    birthday: date | None = None


class MemberChange(Schema):
    name: Name = None
    contact: Contact = None
    birthday: date | None = None


class Member(Schema):
    id: UUID
    name: Name
    contact: Contact
    birthday: date | None


class LoanDraft(Schema):
    bookId: Id
    memberId: UUID
    days: StrictInt = Field(14, ge=1, le=60)
    note: str | None = Field(None, max_length=500)


class Loan(LoanDraft):
    id: Id
    due: date
