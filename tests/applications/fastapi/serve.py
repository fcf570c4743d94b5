"""serve.py PORT serves until it is ended; serve.py --dump prints the document."""

import json
import socket
import sys

import uvicorn

from app import app


def main() -> None:
    if sys.argv[1] == "--dump":
        print(json.dumps(app.openapi(), indent=2))
        return
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])


main()
