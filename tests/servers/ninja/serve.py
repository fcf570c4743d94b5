"""Starts a server: serve.py library|otp PORT, or serve.py --bugs library|otp, which prints nothing."""

import logging
import socket
import sys

import uvicorn
from django.core.handlers.asgi import ASGIHandler
from settings import configure


def main() -> None:
    if sys.argv[1] == "--bugs":
        return
    kind, port = sys.argv[1], int(sys.argv[2])
    configure(kind)
    logging.disable()
    listener = socket.create_server(("127.0.0.1", port))
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(ASGIHandler(), log_level="critical", lifespan="off")).run(sockets=[listener])


main()
