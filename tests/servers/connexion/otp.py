"""The operation of password-otp.yaml. It sends no messages."""

import secrets


def authenticate(apikey):
    return {"sub": "tenant"} if apikey == "demo" else None


async def RequestOTPForPasswordReset(body):
    data = {"AccountSid": "AC" + secrets.token_hex(16), "Sid": "SM" + secrets.token_hex(8)}
    return {"IsPosted": True, "Data": data}
