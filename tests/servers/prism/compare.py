#!/usr/bin/env python3
"""compare.py SERVER otp|library [BUG...]: sends the requests of the contract runner through Prism's validation proxy, to the correct
server and to the server with each bug, or with the named ones. Prints a line of JSON for each run: the kinds of violations
of responses that Prism logs and, for a server with a bug, whether the correct server has none of one of them. CONTRACT is the runner's
command, by default `target/debug/contract`."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

SERVERS = Path(__file__).resolve().parent.parent
ROOT = SERVERS.parent.parent
CACHE = Path(os.environ.get("SERVERS_CACHE", ROOT / "target/servers/prism"))
CONTRACT = os.environ.get("CONTRACT", str(ROOT / "target/debug/contract"))
KINDS = {
    "library": (SERVERS / "library.yaml", "librarian", "library-token"),
    "otp": (ROOT / "openapi/password-otp.yaml", "apikey", "demo"),
}
PORT = 8390


def main() -> None:
    server, kind = sys.argv[1:3]
    start = SERVERS / server / "start"
    listed = subprocess.run([start, "--bugs", kind], capture_output=True, text=True, check=True).stdout.split()
    correct = run(start, kind, None)
    print(json.dumps({"bug": None, **correct}), flush=True)
    for bug in sys.argv[3:] or listed:
        found = run(start, kind, bug)
        new = sorted(set(found["violations"]) - set(correct["violations"]))
        print(json.dumps({"bug": bug, "found": bool(new), "new": new, "requests": found["requests"]}), flush=True)


def run(start: Path, kind: str, bug: str | None) -> dict:
    """The kinds of violations of responses that Prism logs, and the number of requests."""
    spec, scheme, credential = KINDS[kind]
    environment = {name: value for name, value in os.environ.items() if name != "SERVERS_CACHE"}
    command = [start, kind, "0", *([bug] if bug else [])]
    upstream = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with tempfile.TemporaryFile("w+") as log:
        prism = None
        try:
            url = upstream.stdout.readline().strip().removeprefix("listening on ")
            # Requests of the runner are invalid on purpose: only responses are checked.
            options = ["--port", str(PORT), "--validate-request", "false", "--verboseLevel", "warn"]
            command = ["node", CACHE / "node_modules/@stoplight/prism-cli/dist/index.js", "proxy", spec, url, *options]
            prism = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
            wait()
            command = [CONTRACT, "--spec", spec, "--url", f"http://127.0.0.1:{PORT}", "--format", "json"]
            command += ["--credential", f"{scheme}=env:CREDENTIAL"]
            variables = {**os.environ, "CREDENTIAL": credential}
            report = subprocess.run(command, env=variables, capture_output=True, text=True, check=False).stdout
            requests = json.loads(report)["requests"]
        finally:
            for process in (prism, upstream):
                if process:
                    process.kill()
                    process.wait()
        log.seek(0)
        text = re.sub(r"\x1b\[[0-9;]*m", "", log.read())
    lines = re.findall(r"Violation: (response\S*) (.*)", text)
    kinds = {re.sub(r"[0-9]+", "N", place) + " " + re.sub(r"[0-9]+", "N", message.strip()) for place, message in lines}
    return {"violations": sorted(kinds), "requests": requests}


def wait() -> None:
    """Waits until Prism listens."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("Prism does not listen")


main()
