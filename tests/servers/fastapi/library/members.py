"""Members."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Response

from bugs import has
from library import store
from library.models import Member, MemberChange, MemberDraft
from library.security import JSON_BODY

router = APIRouter(tags=["members"])


@router.post("/members", status_code=201, response_model=store.response_model(Member), dependencies=[JSON_BODY])
async def create_member(draft: MemberDraft, response: Response):
    id = str(uuid4())
    store.members[id] = {"id": id, **stored_fields(draft.model_dump(mode="json"))}
    response.headers["Location"] = f"/member/{id}" if has("member-location-nowhere") else f"/members/{id}"
    return public(store.members[id])


@router.get("/members/{memberId}", response_model=store.response_model(Member))
async def get_member(memberId: UUID):
    return public(store.find(store.members, str(memberId), "member"))


@router.patch("/members/{memberId}", response_model=store.response_model(Member), dependencies=[JSON_BODY])
async def update_member(memberId: UUID, change: MemberChange):
    member = store.find(store.members, str(memberId), "member")
    changes = stored_fields(change.model_dump(mode="json", exclude_unset=True))
    if has("patch-clears-birthday"):
        changes.setdefault("birthday", None)
    if has("birthday-null-ignored") and changes.get("birthday", "") is None:
        del changes["birthday"]
    changed = member | changes
    if not has("patch-not-stored"):
        store.members[str(memberId)] = changed
    return public(changed)


@router.delete("/members/{memberId}", status_code=204)
async def delete_member(memberId: UUID):
    id = str(memberId)
    store.find(store.members, id, "member")
    store.reject_conflict(any(loan["memberId"] == id for loan in store.loans.values()), "the member has a book")
    if not has("member-deleted-still-there"):
        del store.members[id]


def stored_fields(fields: dict) -> dict:
    contact = fields.get("contact")
    if contact and has("postal-city-lost"):
        contact.pop("city", None)
    if contact and has("contact-kind-missing"):
        del contact["kind"]
    return fields


def public(member: dict) -> dict:
    """A member as it is sent: without the pin."""
    return {name: value for name, value in member.items() if name != "pin" or has("pin-returned")}
