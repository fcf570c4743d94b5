"""A server of password-otp.yaml. It sends no messages."""

import re
import secrets

from handler import Failure, Handler

APIKEY = "demo"
BOOLEANS = {"true", "false", "1", "0"}
ERRORS = {400: (908, "A parameter is not formatted correctly"), 403: (901, "The API key is unauthorized")}
UNAUTHORIZED = (
    "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius "
    "API key or check the API key for your LoginRadius account."
)


class Otp(Handler):
    routes = [("POST", "/identity/v2/auth/password/otp", "request_otp")]

    def authenticate(self):
        key = self.query.get("apikey")
        if not key:
            raise Failure(400, "The apikey is a required parameter.")
        if key != APIKEY:
            raise Failure(403, UNAUTHORIZED)

    def error(self, failure):
        code, message = ERRORS.get(failure.status, (failure.status, "The request is not possible"))
        return {"ErrorCode": code, "Message": message, "Description": failure.message}

    def request_otp(self):
        body = self.json()
        phone = body.get("Phone") if isinstance(body, dict) else None
        if not isinstance(phone, str) or not re.fullmatch(r"\+[1-9][0-9]{1,14}", phone):
            raise Failure(400, "The Phone is not valid.")
        if self.query.get("isvoiceotp", "false").lower() not in BOOLEANS:
            raise Failure(400, "The isvoiceotp is not valid.")
        data = {"AccountSid": "AC" + secrets.token_hex(16), "Sid": "SM" + secrets.token_hex(8)}
        self.send_json(200, {"IsPosted": True, "Data": data})
