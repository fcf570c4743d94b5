"""Starts a server: serve.py library|otp PORT."""

import logging
import socket
import sys

import uvicorn


def main() -> None:
    kind, port = sys.argv[1], int(sys.argv[2])
    logging.disable()
    if kind == "library":
        from library_app import app
    else:
        from otp_app import app
    listener = socket.create_server(("127.0.0.1", port))
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])


main()
