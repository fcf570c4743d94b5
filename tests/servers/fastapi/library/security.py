"""The token of the librarian, and the media types of bodies."""

import secrets
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bugs import has

TOKEN = "library-token"

bearer = HTTPBearer(auto_error=False)


async def authenticate(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if has("empty-token-accepted") and scheme.lower() == "bearer" and not token:
        return
    if has("other-scheme-accepted") and token == TOKEN:
        return
    if has("scheme-case-sensitive") and scheme != "Bearer":
        given = None
    if given is None:
        raise HTTPException(403 if has("token-missing-403") and not scheme else 401, "a token is required")
    if not is_valid(given.credentials):
        raise HTTPException(401, "the token is not valid")


def is_valid(token: str) -> bool:
    if has("token-prefix-accepted"):
        return TOKEN.startswith(token)
    if has("token-extended-accepted"):
        return token.startswith(TOKEN)
    if has("token-case-ignored"):
        return token.lower() == TOKEN
    return secrets.compare_digest(token.encode(), TOKEN.encode())


def body_of(media_type: str):
    """A dependency that rejects bodies of other media types. Without a media type, FastAPI decides."""

    async def check(request: Request):
        given = request.headers.get("Content-Type")
        if given is not None and given.split(";")[0].strip().lower() != media_type:
            if media_type == "application/json" and has("json-as-text-accepted"):
                return
            if media_type == "image/png" and has("cover-any-type-accepted"):
                return
            raise HTTPException(415, f"{media_type} is expected")
        if given is not None and ";" in given and has("content-type-parameter-rejected"):
            raise HTTPException(415, f"{media_type} is expected")

    return Depends(check)


JSON_BODY = body_of("application/json")
PNG_BODY = body_of("image/png")
