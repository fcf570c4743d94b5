"""Checks a server of password-otp.yaml: check_otp.py URL. Prints the failed checks; exits with 1 if there are any.

Independent of the contract runner: it shows that the servers are correct, and that each bug has an effect."""

import http.client
import json
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

PATH = "/identity/v2/auth/password/otp"
PHONE = {"Phone": "+1234567890"}
PUBLISHED = Path(__file__).resolve().parent.parent / "documented"
ERROR = {"ErrorCode": int, "Message": str, "Description": str}
failed = []
host = ""


def call(query, body=PHONE, method="POST", headers=None):
    connection = http.client.HTTPConnection(host, timeout=10)
    body = body if isinstance(body, bytes) or body is None else json.dumps(body)
    query = urlencode(query, quote_via=quote)
    try:
        connection.request(method, f"{PATH}?{query}", body, {"Content-Type": "application/json"} | (headers or {}))
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    is_json = (response.headers["Content-Type"] or "").split(";")[0] == "application/json"
    return response.status, json.loads(text) if is_json else None, response.headers


def expect(is_met, text):
    if not is_met:
        failed.append(text)


def sent(text, body=PHONE, **query):
    status, got, _ = call({"apikey": "demo"} | query, body)
    expect(status == 200, f"{text}: {status} instead of 200")
    data = got.get("Data") if isinstance(got, dict) else None
    is_receipt = isinstance(data, dict) and all(isinstance(data.get(name), str) for name in ("AccountSid", "Sid"))
    expect(is_receipt and got.get("IsPosted") is True, f"{text}: another body")


def rejected(text, statuses, query, body=PHONE, headers=None):
    status, got, _ = call(query, body, headers=headers)
    expect(status in statuses, f"{text}: {status} instead of {statuses}")
    is_error = isinstance(got, dict) and all(type(got.get(name)) is kind for name, kind in ERROR.items())
    expect(is_error, f"{text}: another body")


def documented(status, query):
    got, body, _ = call(query)
    expect(got == status, f"{query}: {got} instead of {status}")
    expect(
        body == json.loads((PUBLISHED / f"{status}.json").read_text()), f"{query}: another body than the published one"
    )


def run():
    captcha, ticket = "03AGdBq24e" * 16, "03AGdBq24eJ9O8dpLsw0Pr0OTtWfkmK34K0jQde"
    captchas = {"g-recaptcha-response": captcha, "g_recaptcha_response": captcha, "h-captcha-response": captcha}
    query = captchas | {
        "smstemplate": "SMS-Template",
        "qq_captcha_ticket": ticket,
        "qq_captcha_randstr": ticket,
        "isvoiceotp": "true",
    }
    sent("all", **query)
    sent("none")
    for name, value in query.items():
        sent(f"{name} alone", **{name: value})
        sent(f"all but {name}", **{other: value for other, value in query.items() if other != name})
    for text in ["", "x" * 500, "ü€日本", "100 %", "a b&c=d"]:
        sent(f"smstemplate {text[:9]!r}", smstemplate=text)
    sent("isvoiceotp=false", isvoiceotp="false")
    sent("an unknown parameter", other="1")
    sent("an unlisted property", PHONE | {"other": 1})
    sent("the longest number", {"Phone": "+491234567890123"})
    for text in ("maybe", "2"):
        rejected(f"isvoiceotp={text}", [400], {"apikey": "demo", "isvoiceotp": text})
    for phone in [
        None,
        1234567890,
        "",
        "x",
        "1234567890",
        "+1234567890\n",
        "+1234567890x",
        "+" + "1" * 16,
        "+" + "1" * 40,
        [],
        {},
    ]:
        rejected(f"Phone {phone!r}", [400], {"apikey": "demo"}, {"Phone": phone})
    for body in [{}, [], b"null", b"{", b"", None, b"\xff"]:
        rejected(f"body {body!r}", [400], {"apikey": "demo"}, body)
    documented(400, {})
    documented(403, {"apikey": "wrong"})
    rejected("an empty key", [400, 403], {"apikey": ""})
    rejected("a key in a header", [400], {}, headers={"apikey": "demo"})
    for key in ("dem", "d", "demo1", "DEMO", "demö", "demo "):
        rejected(f"the key {key}", [403], {"apikey": key})
    for method in ("GET", "PUT", "DELETE"):
        status, _, headers = call({"apikey": "demo"}, method=method)
        expect(status == 405, f"{method}: {status} instead of 405")
        expect("POST" in (headers["Allow"] or ""), f"{method}: 405 without Allow")


if __name__ == "__main__":
    host = sys.argv[1].removeprefix("http://")
    try:
        run()
    except Exception as error:  # a response that the rest cannot go on with
        failed.append(repr(error))
    print("\n".join(failed))
    sys.exit(bool(failed))
