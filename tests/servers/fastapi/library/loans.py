"""Loans."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from bugs import has
from library import store
from library.models import INT64_MAX, Loan, LoanDraft
from library.security import JSON_BODY, authenticate

router = APIRouter(tags=["loans"])

AUTHENTICATED = Depends(authenticate)
LoanId = Annotated[int, Path(ge=1, le=INT64_MAX)]


@router.post(
    "/loans", status_code=201, response_model=store.response_model(Loan), dependencies=[AUTHENTICATED, JSON_BODY]
)
async def create_loan(draft: LoanDraft):
    book, member = draft.bookId, str(draft.memberId)
    if has("loan-unknown-book-500") and book not in store.books:
        raise RuntimeError("FOREIGN KEY constraint failed")
    if has("note-null-500") and draft.note is None and "note" in draft.model_fields_set:
        raise RuntimeError("NOT NULL constraint failed: loans.note")
    store.find(store.books, book, "book")
    store.find(store.members, member, "member")
    store.reject_conflict(any(loan["bookId"] == book for loan in store.loans.values()), "the book is lent")
    due = (date.today() + timedelta(days=draft.days)).isoformat()
    loan = {
        "id": next(store.loan_ids),
        "bookId": book,
        "memberId": member,
        "days": draft.days,
        "due": f"{due}T00:00:00Z" if has("due-as-date-time") else due,
        "note": draft.note,
    }
    if draft.note is None and has("note-missing"):
        del loan["note"]
    store.loans[loan["id"]] = loan
    return loan


@router.get(
    "/loans/{loanId}",
    response_model=store.response_model(Loan),
    dependencies=[] if has("loan-without-token") else [AUTHENTICATED],
)
async def get_loan(loanId: LoanId):
    return store.find({} if has("loan-not-fetched") else store.loans, loanId, "loan")


@router.delete("/loans/{loanId}", status_code=204, dependencies=[AUTHENTICATED])
async def end_loan(loanId: LoanId):
    store.find(store.loans, loanId, "loan")
    if not has("loan-ended-still-there"):
        del store.loans[loanId]
