"""A server of password-otp.yaml with django-ninja. It sends no messages."""

import secrets

from django.http import JsonResponse
from django.urls import path
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError

# The provider's public table of error codes.
CODES = {400: (908, "A parameter is not formatted correctly"), 403: (901, "The API key is unauthorized")}
UNAUTHORIZED = (
    "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius "
    "API key or check the API key for your LoginRadius account."
)

api = NinjaAPI(title="Password reset OTP")


class PasswordResetOtpRequest(Schema):
    Phone: str = Field(pattern=r"^\+[1-9][0-9]{1,14}$")


class Parameters(Schema):
    smstemplate: str = None
    recaptcha_hyphenated: str = Field(None, alias="g-recaptcha-response")
    g_recaptcha_response: str = None
    h_captcha_response: str = Field(None, alias="h-captcha-response")
    qq_captcha_ticket: str = None
    qq_captcha_randstr: str = None
    isvoiceotp: bool = None


def authenticate(request):
    key = request.GET.get("apikey")
    if not key:
        raise HttpError(400, "The apikey is a required parameter.")
    if key != "demo":
        raise HttpError(403, UNAUTHORIZED)
    return key


@api.exception_handler(ValidationError)
def invalid(request, error):
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"])
    return failed(400, f"{place}: {first['msg']}.")


@api.exception_handler(HttpError)
def rejected(request, error):
    return failed(error.status_code, str(error))


def failed(status, description):
    code, message = CODES.get(status, (status, "The request failed"))
    return JsonResponse({"ErrorCode": code, "Message": message, "Description": description}, status=status)


@api.post("/identity/v2/auth/password/otp", auth=authenticate)
def request_otp_for_password_reset(request, body: PasswordResetOtpRequest, parameters: Query[Parameters]):
    data = {"AccountSid": "AC" + secrets.token_hex(16), "Sid": "SM" + secrets.token_hex(8)}
    return {"IsPosted": True, "Data": data}


urlpatterns = [path("", api.urls)]
