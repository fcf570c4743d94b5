"""Runs Schemathesis against a server with one bug at a time: compare.py SERVER otp|library [EVERY [SECONDS]]."""

import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from run import configuration

SERVERS = Path(__file__).resolve().parent.parent
# The document and the credential of each kind of server.
KINDS = {
    "library": (SERVERS / "library.yaml", "librarian=library-token"),
    "otp": (SERVERS.parent.parent / "openapi" / "password-otp.yaml", "apikey=demo"),
}


def main() -> None:
    server, kind = sys.argv[1:3]
    every, seconds = (int(value) for value in (sys.argv[3:] + ["1", "60"][len(sys.argv) - 3 :])[:2])
    start = SERVERS / server / "start"
    listed = subprocess.run([start, "--bugs", kind], capture_output=True, text=True, check=True).stdout.split()
    for bug in [None, *spread(listed[::every])]:
        print(json.dumps({"bug": bug, **on_server(start, kind, bug, seconds)}), flush=True)


def spread(names: list[str]) -> list[str]:
    """The names in an order in which each beginning has names of all parts of the list."""
    bits = len(names).bit_length()
    return [name for _, name in sorted((f"{at:0{bits}b}"[::-1], name) for at, name in enumerate(names))]


def on_server(start: Path, kind: str, bug: str | None, seconds: int) -> dict:
    """Starts the server with a bug, and runs Schemathesis against it."""
    # The server's own packages are in another folder.
    environment = {name: value for name, value in os.environ.items() if name != "SERVERS_CACHE"}
    command = [start, kind, "0", *([bug] if bug else [])]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = process.stdout.readline().strip().removeprefix("listening on ")
        if contract := os.environ.get("CONTRACT"):
            return run_contract(contract, url, *KINDS[kind])
        return run(url, *KINDS[kind], seconds)
    finally:
        process.kill()
        process.wait()


def run(url: str, spec: Path, credential: str, seconds: int) -> dict:
    """The first failures, and the processor time in seconds and the requests until then."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        config, report = Path(folder, "schemathesis.toml"), Path(folder, "events.ndjson")
        config.write_text(configuration(str(spec), [credential]))
        report.touch()
        command = [Path(sys.executable).parent / "st", "--config-file", config, "run", spec, "--url", url]
        command += ["--continue-on-failure", "--report", "ndjson", "--report-ndjson-path", report]
        command += shlex.split(os.environ.get("SCHEMATHESIS_OPTIONS", ""))
        limit = partial(resource.setrlimit, resource.RLIMIT_CPU, (seconds, seconds))
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit
        )
        failures, usage = [], None
        while usage is None:
            time.sleep(0.5)
            failures = failures or failed(report)
            if failures:
                process.kill()
            pid, status, ended = os.wait4(process.pid, 0 if failures else os.WNOHANG)
            usage = ended if pid else None
        failures = failures or failed(report)
        is_complete = os.waitstatus_to_exitcode(status) >= 0
        return {
            "state": "found" if failures else "complete" if is_complete else "limit",
            "seconds": round(usage.ru_utime + usage.ru_stime, 1),
            "requests": sum(len(scenario["recorder"].get("interactions", {})) for scenario in scenarios(report)),
            "failures": failures,
        }


def run_contract(contract: str, url: str, spec: Path, credential: str) -> dict:
    """Like `run`, of the contract runner of this repository. It ends at the first failed case."""
    scheme, value = credential.split("=", 1)
    command = [contract, "--spec", spec, "--url", url, "--fail-fast", "--format", "json"]
    command += ["--credential", f"{scheme}=env:CREDENTIAL"]
    process = subprocess.Popen(
        command, env={**os.environ, "CREDENTIAL": value}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    report = json.loads(process.stdout.read())
    _, _, usage = os.wait4(process.pid, 0)
    cases = {kind: [case["id"] for case in report["cases"] if case["outcome"] == kind] for kind in ("failed", "advisory")}
    return {
        "state": "found" if cases["failed"] else "complete",
        "seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "requests": report["requests"],
        "failures": cases["failed"],
        "warnings": cases["advisory"],
    }


def scenarios(report: Path) -> list[dict]:
    """What has ended so far: the tests of one operation in one phase, or one sequence of requests."""
    lines = report.read_text().splitlines(keepends=True)
    events = [json.loads(line) for line in lines if line.startswith('{"ScenarioFinished"') and line.endswith("\n")]
    return [event["ScenarioFinished"] for event in events]


def failed(report: Path) -> list[str]:
    """The phase, operation and kind of each failure so far."""
    found = set()
    for scenario in scenarios(report):
        for checks in scenario["recorder"].get("checks", {}).values():
            for check in checks:
                if check["status"] == "failure":
                    found.add(f"{scenario['phase']} {scenario['recorder']['label']} {check['name']}")
    return sorted(found)


main()
