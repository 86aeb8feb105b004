"""``prassi serve``: the web page and the HTTP API."""

from __future__ import annotations

import socket

from api.commands.model import ensure_model
from api.commands.output import say
from api.library import open_library
from api.service import open_service
from api.settings import Settings
from corpus.errors import BadQuery


def run(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve until interrupted. The folder may be empty: what is ingested later is followed."""
    import uvicorn

    from api.http import create_app

    settings = settings.model_copy(update={"host": host or settings.host})
    host = settings.host
    listening = listen(host, settings.port if port is None else port)
    url = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    with listening, open_library(settings, create=True) as library:
        ensure_model(settings)
        with open_service(settings, library, url, say) as service:
            say(f"Prassi is open at {url} (Ctrl-C closes it)")
            config = uvicorn.Config(
                create_app(service, settings),
                log_level="warning",
                lifespan="on",
                proxy_headers=False,  # believed only where PRASSI_TRUSTED_PROXIES says so
            )
            uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any that is free. Raises BadQuery."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise BadQuery(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
