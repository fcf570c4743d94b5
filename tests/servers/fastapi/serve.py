"""Starts a server: serve.py library|otp PORT [BUG], or serve.py --bugs library|otp."""

import socket
import sys

import uvicorn

import bugs


def main() -> None:
    if sys.argv[1] == "--bugs":
        print("\n".join(bugs.names(sys.argv[2])))
        return
    kind, port = sys.argv[1], int(sys.argv[2])
    if len(sys.argv) > 3 and sys.argv[3]:
        bugs.activate(kind, sys.argv[3])
    if kind == "library":
        from library.app import app
    else:
        from otp import app
    listener = socket.create_server(("127.0.0.1", port))
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])


main()
