"""HTTP for both servers: routes, JSON bodies, errors."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, unquote, urlsplit


class Failure(Exception):
    """A response that is not a success."""

    def __init__(self, status, message, headers=None):
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}


class Handler(BaseHTTPRequestHandler):
    """Subclasses have `routes`, a list of method, regular expression of the path, and the name of the method to call."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave in one packet
    routes = []
    lock = threading.Lock()

    def respond(self):
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return self.send_json(411, self.error(Failure(411, "a Content-Length is required")))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        self.query = dict(parse_qsl(url.query, keep_blank_values=True))
        try:
            with self.lock:
                self.dispatch(unquote(url.path))
        except Failure as failure:
            self.send_json(failure.status, self.error(failure), failure.headers)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = respond

    def dispatch(self, path):
        method = "GET" if self.command == "HEAD" else self.command
        found = [(of, name, match) for of, pattern, name in self.routes if (match := re.fullmatch(pattern, path))]
        if not found:
            raise Failure(404, "there is no such resource")
        for of, name, match in found:
            if of == method:
                self.authenticate()
                return getattr(self, name)(*match.groups())
        allowed = {of for of, _, _ in found}
        if "GET" in allowed:
            allowed.add("HEAD")
        raise Failure(405, "the method is not allowed", {"Allow": ", ".join(sorted(allowed))})

    def authenticate(self):
        """Raises a Failure if the request has no valid credential."""

    def error(self, failure):
        """The body of an error."""
        return {"error": failure.message}

    def json(self):
        """The body as JSON. The media type is not checked here."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Failure(400, "the body is not JSON") from None

    def send_json(self, status, value, headers=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_nothing(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass
