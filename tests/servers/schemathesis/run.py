"""Runs Schemathesis against a server and prints a summary as JSON: run.py URL SPEC [SCHEME=CREDENTIAL]..."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml


def main() -> None:
    url, spec, *credentials = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        config, report = Path(folder, "schemathesis.toml"), Path(folder, "report.json")
        config.write_text(configuration(spec, credentials))
        command = [
            Path(sys.executable).parent / "st",
            "--config-file",
            config,
            "run",
            Path(spec).resolve(),
            "--url",
            url,
        ]
        command += ["--continue-on-failure", "--report", "json", "--report-json-path", report]
        command += shlex.split(os.environ.get("SCHEMATHESIS_OPTIONS", ""))
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if not report.exists() or not report.stat().st_size:
            sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
        print(json.dumps(summary(json.loads(report.read_text())), indent=2))


def configuration(spec: str, credentials: list[str]) -> str:
    """The credentials in Schemathesis' configuration, which has another key for each type of scheme."""
    schemes = yaml.safe_load(Path(spec).read_text())["components"]["securitySchemes"]
    text = ""
    for name, value in (credential.split("=", 1) for credential in credentials):
        key = "api_key" if schemes[name]["type"] == "apiKey" else "bearer"
        text += f"[auth.openapi.{json.dumps(name)}]\n{key} = {json.dumps(value)}\n"
    return text


def summary(report: dict) -> dict:
    kept = ("code", "title", "count", "operations")
    return {
        "version": report["schemathesis_version"],
        "complete": report["complete"],
        "failures": report["test_cases"]["unique_failures"],
        "failed_requests": report["test_cases"]["with_failures"],
        "requests": report["test_cases"]["generated"],
        "errors": len(report["errors"]),
        "seconds": round(report["running_time"], 1),
        "kinds": [{name: failure[name] for name in kept} for failure in report["failures"]],
    }


if __name__ == "__main__":
    main()
