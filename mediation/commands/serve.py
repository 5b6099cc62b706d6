"""mediation serve: the web server with a document worker beside it; whichever dies is started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click

RESTART_AFTER = 1.0
STOP_WITHIN = 10.0


@click.command()
def command() -> None:
    """启动网页服务和文书生成."""
    from mediation.bootstrap import Installation

    house = Installation.open()
    settings = house.settings
    house.require_fit_to_serve()
    house.close()
    _require_free(settings.host, settings.port)
    click.echo(f"http://{settings.host}:{settings.port}")
    keep_running(
        [
            [sys.executable, "-m", "mediation.commands.worker_process"],
            [
                sys.executable,
                "-m",
                "gunicorn",
                "--worker-class=gthread",
                "--workers=2",
                "--threads=4",
                "--no-control-socket",
                f"--bind={_bind(settings.host, settings.port)}",
                "--log-level=warning",
                "web.wsgi:app",
            ],
        ]
    )


def _require_free(host: str, port: int) -> None:
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                say("地址 {host}:{port} 不能使用：{why}", host=host, port=port, why=error.strerror)
            ) from None


def _bind(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def keep_running(commands: list[list[str]]) -> None:
    """Start them all, and again whichever ends, until told to stop."""
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    children = [subprocess.Popen(command) for command in commands]
    while not stopping:
        time.sleep(0.2)
        for i, child in enumerate(children):
            if child.poll() is not None and not stopping:
                time.sleep(RESTART_AFTER)
                children[i] = subprocess.Popen(commands[i])
    _end(children)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
