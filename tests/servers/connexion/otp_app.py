"""The application of password-otp.yaml: Connexion checks requests against the document."""

import json

from connexion import AsyncApp
from connexion.exceptions import OAuthProblem, OAuthResponseProblem, ProblemException
from connexion.lifecycle import ConnexionResponse
from connexion.resolver import RelativeResolver

from document import load

UNAUTHORIZED = (
    "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius "
    "API key or check the API key for your LoginRadius account."
)

document = load("../openapi/password-otp.yaml")
document["components"]["securitySchemes"]["apikey"]["x-apikeyInfoFunc"] = "otp.authenticate"

app = AsyncApp(__name__)
app.add_api(document, resolver=RelativeResolver("otp"))


def invalid(request, error):
    if error.status_code not in (400, 415):
        return error.to_problem()
    return respond(400, 908, "A parameter is not formatted correctly", error.detail)


def key_missing(request, error):
    return respond(400, 908, "A parameter is not formatted correctly", "The apikey is a required parameter.")


def key_wrong(request, error):
    return respond(403, 901, "The API key is unauthorized", UNAUTHORIZED)


def not_utf8(request, error):
    """Connexion does not handle bodies that are not UTF-8."""
    return respond(400, 908, "A parameter is not formatted correctly", "The body is not UTF-8.")


def respond(status, code, message, description):
    body = json.dumps({"ErrorCode": code, "Message": message, "Description": description})
    return ConnexionResponse(status, mimetype="application/json", body=body)


app.add_error_handler(ProblemException, invalid)
app.add_error_handler(OAuthProblem, key_missing)
app.add_error_handler(OAuthResponseProblem, key_wrong)
app.add_error_handler(UnicodeDecodeError, not_utf8)
