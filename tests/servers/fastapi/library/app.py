"""The application: routes, and errors in the document's schema."""

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from bugs import has
from library import books, loans, members
from library.security import authenticate

app = FastAPI(title="Lending library")
app.include_router(books.router, dependencies=[Depends(authenticate)])
app.include_router(members.router, dependencies=[Depends(authenticate)])
app.include_router(loans.router)


@app.exception_handler(RequestValidationError)
async def invalid(request: Request, error: RequestValidationError):
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return JSONResponse({"code": 400, "message": f"{place}: {first['msg']}"}, 400)


@app.exception_handler(HTTPException)
async def failed(request: Request, error: HTTPException):
    status, headers = error.status_code, dict(error.headers or {})
    if status == 405:
        headers["Allow"] = allowed(request)
    if status == 401 and not has("challenge-missing"):
        headers["WWW-Authenticate"] = "Bearer"
    if status == 405 and has("allow-missing"):
        del headers["Allow"]
    if status == 404 and has("error-as-text"):
        return PlainTextResponse(error.detail, status)
    if status == 404 and has("not-found-schema") or status == 409 and has("conflict-schema"):
        return JSONResponse({"detail": error.detail}, status)
    return JSONResponse({"code": status, "message": str(error.detail)}, status, headers)


def allowed(request: Request) -> str:
    """All methods of a path. FastAPI puts only those of the first matching route into Allow."""
    routes = [*books.router.routes, *members.router.routes, *loans.router.routes]
    methods = {method for route in routes if route.path_regex.match(request.url.path) for method in route.methods}
    return ", ".join(sorted(methods))
