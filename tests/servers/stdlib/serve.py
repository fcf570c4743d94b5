"""Starts a server: serve.py library|otp PORT."""

import sys
from http.server import ThreadingHTTPServer

import library
import otp

handler = {"library": library.Library, "otp": otp.Otp}[sys.argv[1]]
server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), handler)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
