"""The application of library.yaml: Connexion checks requests against the document and calls the function of the operationId."""

import json
import re

from connexion import AsyncApp
from connexion.exceptions import OAuthProblem, ProblemException
from connexion.lifecycle import ConnexionResponse
from connexion.resolver import RelativeResolver
from starlette.exceptions import HTTPException

from document import load

document = load("servers/library.yaml")
document["components"]["securitySchemes"]["librarian"]["x-bearerInfoFunc"] = "library.authenticate"

app = AsyncApp(__name__)
app.add_api(document, resolver=RelativeResolver("library"))


def failed(request, error):
    """An error in the document's schema, in place of application/problem+json."""
    headers = dict(error.headers or {})
    if isinstance(error, OAuthProblem):
        headers["WWW-Authenticate"] = "Bearer"
    if error.status_code == 405:
        headers["Allow"] = allowed(request.scope["path"])
    return respond(error.status_code, error.detail or "The request is not possible.", headers)


def not_utf8(request, error):
    """Connexion does not handle bodies that are not UTF-8."""
    return respond(400, "The body is not UTF-8.")


def respond(status, message, headers=None):
    body = json.dumps({"code": status, "message": message})
    return ConnexionResponse(status, mimetype="application/json", body=body, headers=headers)


def allowed(path):
    """All methods of a path. Connexion names those of one operation."""
    methods = {"get", "post", "put", "patch", "delete"}
    matching = (
        item for template, item in document["paths"].items() if re.fullmatch(re.sub("{.*?}", "[^/]+", template), path)
    )
    return ", ".join(sorted(method.upper() for item in matching for method in methods & item.keys()))


app.add_error_handler(ProblemException, failed)
app.add_error_handler(HTTPException, failed)
app.add_error_handler(UnicodeDecodeError, not_utf8)
