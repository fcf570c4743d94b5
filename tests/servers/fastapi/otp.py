"""A server of password-otp.yaml. It sends no messages."""

import re
import secrets
from typing import Annotated

from fastapi import Body, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.security import APIKeyQuery
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from starlette.exceptions import HTTPException

from bugs import REQUIRED, has, pick

APIKEY = "demo"
E164 = re.compile(r"\+[1-9][0-9]{1,14}")
CODES = {
    901: (403, "The API key is unauthorized"),
    908: (400, "A parameter is not formatted correctly"),
    1096: (400, "Invalid phone number"),
}
UNAUTHORIZED = (
    "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius "
    "API key or check the API key for your LoginRadius account."
)

app = FastAPI(title="Password reset OTP")
apikey_query = APIKeyQuery(name="apikey", auto_error=False)


class ApiError(Exception):
    """An error of the provider's table."""

    def __init__(self, code: int, description: str):
        self.code, self.description = code, description


@app.exception_handler(ApiError)
async def failed(request: Request, error: ApiError):
    status, message = CODES[error.code]
    status = pick("key-wrong-401", 401, status) if status == 403 else status
    if error.description.startswith("The apikey is") and has("key-missing-403"):
        status = 403
    if status == 400 and has("invalid-422"):
        status = 422
    if has("error-as-text"):
        return PlainTextResponse(message, status)
    if has("error-schema"):
        return JSONResponse({"detail": message}, status)
    code = str(error.code) if has("error-code-text") else error.code
    body = {"ErrorCode": code, "Message": message, "Description": error.description}
    if has("error-description-missing"):
        del body["Description"]
    return JSONResponse(body, status)


@app.exception_handler(RequestValidationError)
async def invalid(request: Request, error: RequestValidationError):
    first = error.errors()[0]
    if has("body-not-json-500") and first["type"] == "json_invalid":
        raise RuntimeError("the body is not JSON")
    name = ".".join(str(part) for part in first["loc"])
    return await failed(request, ApiError(908, f"{name}: {first['msg']}."))


@app.exception_handler(HTTPException)
async def not_processed(request: Request, error: HTTPException):
    if error.status_code == 400:
        return await failed(request, ApiError(908, "The body cannot be read."))
    headers = None if has("allow-missing") else error.headers
    return JSONResponse({"detail": error.detail}, error.status_code, headers)


async def authenticate(request: Request, key: Annotated[str | None, Depends(apikey_query)]):
    if has("key-in-header-accepted"):
        key = key or request.headers.get("apikey")
    if has("key-empty-accepted") and request.query_params.get("apikey") == "":
        return
    if not key:
        subject = pick("key-missing-description", "An API key", "The apikey")
        raise ApiError(908, f"{subject} is a required parameter.")
    if not is_valid(key):
        raise ApiError(901, UNAUTHORIZED)


def is_valid(key: str) -> bool:
    if has("key-not-checked"):
        return True
    if has("key-prefix-accepted"):
        return APIKEY.startswith(key)
    if has("key-extended-accepted"):
        return key.startswith(APIKEY)
    if has("key-case-ignored"):
        return key.lower() == APIKEY
    return secrets.compare_digest(key.encode(), APIKEY.encode())


def e164(text):
    is_match = E164.match(text) if has("phone-start-matched") else E164.fullmatch(text)
    is_match = is_match or has("phone-line-break-accepted") and re.match(r"\+[1-9][0-9]{1,14}$", text)
    if has("phone-long-500") and len(text) > 32:
        raise RuntimeError("value too long for type character varying(32)")
    if not is_match and not has("phone-not-checked"):
        raise ApiError(1096, "The provided phone number is not valid or not well-formatted.")
    return text


def text(value):
    if has("phone-number-500") and isinstance(value, int):
        raise RuntimeError("'int' object has no attribute 'startswith'")
    return value


PhoneNumber = Annotated[str, BeforeValidator(text), AfterValidator(e164)]


class PasswordResetOtpRequest(BaseModel):
    model_config = ConfigDict(
        extra=pick("unlisted-property-rejected", "forbid", "ignore"),
    )

    if has("phone-optional"):
        Phone: PhoneNumber = None
    elif has("phone-null-accepted"):
        Phone: PhoneNumber | None
    else:
        Phone: PhoneNumber


Text = Annotated[str | None, Query()]
Voice = str | None if has("voice-any-accepted") else bool | None


@app.post(
    "/identity/v2/auth/password/otp", dependencies=[Depends(authenticate)], status_code=pick("status-201", 201, 200)
)
async def request_otp_for_password_reset(
    *,
    request: Request,
    body: Annotated[PasswordResetOtpRequest, Body()] = None if has("body-optional") else REQUIRED,
    smstemplate: Text = REQUIRED if has("template-required") else None,
    recaptcha_hyphenated: Annotated[str | None, Query(alias="g-recaptcha-response")] = None,
    g_recaptcha_response: Annotated[str | None, Query(max_length=pick("recaptcha-long-rejected", 100, None))] = None,
    h_captcha_response: Annotated[str | None, Query(alias="h-captcha-response")] = None,
    qq_captcha_ticket: Text = None,
    qq_captcha_randstr: Text = REQUIRED if has("randstr-required") else None,
    isvoiceotp: Voice = None,
):
    template = smstemplate or ""
    known = {"apikey", "smstemplate", "g-recaptcha-response", "g_recaptcha_response", "h-captcha-response"}
    known |= {"qq_captcha_ticket", "qq_captcha_randstr", "isvoiceotp"}
    if has("unknown-query-rejected") and not known.issuperset(request.query_params):
        raise ApiError(908, "A parameter is unknown.")
    if has("voice-false-rejected") and isvoiceotp is False:
        raise ApiError(908, "The isvoiceotp is not valid.")
    is_failure = (
        has("template-unicode-500") and not template.isascii()
        or has("template-long-500") and len(template) > 64
        or has("template-empty-500") and smstemplate == ""
        or has("template-percent-500") and "%" in template
        or has("ticket-alone-500") and qq_captcha_ticket is not None and qq_captcha_randstr is None
        or has("both-recaptchas-500") and recaptcha_hyphenated is not None and g_recaptcha_response is not None
    )  # fmt: skip
    if is_failure:
        raise RuntimeError("the message cannot be sent")
    return receipt()


def receipt():
    data = {"AccountSid": "AC" + secrets.token_hex(16), "Sid": "SM" + secrets.token_hex(8)}
    if has("sid-missing"):
        del data["Sid"]
    if has("sid-null"):
        data["Sid"] = None
    if has("posted-as-text"):
        return {"IsPosted": "true", "Data": data}
    if has("posted-false"):
        return {"IsPosted": False, "Data": data}
    if has("data-missing"):
        return {"IsPosted": True}
    body = {"IsPosted": True, "Data": data}
    return PlainTextResponse(JSONResponse(body).body) if has("response-as-text") else body
