"""The application: routes, errors, headers, pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from api import web
from api.drawing import Drawer
from api.http import (
    export_routes,
    health_routes,
    passage_routes,
    problems,
    record_routes,
    search_routes,
    upload,
)
from api.http.headers import Guarded
from api.http.hosts import OwnNames
from api.http.plain import NoPlainErrors
from api.http.state import State
from api.service import Service
from api.settings import Settings

_DESCRIPTION = (
    "Search over the literature on welfare innovation. Errors are problem details (RFC 9457)."
)


def create_app(service: Service, settings: Settings) -> FastAPI:
    """Return the application over a library that is open; the caller closes the service."""
    state = State(service, settings, Drawer())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(state.drawer.close)

    # The usual documentation pages fetch scripts from another host: only the schema is served.
    app = FastAPI(
        title="Prassi",
        version=_version(),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.prassi = state
    problems.install(app, web.problem_page)
    for router in (
        search_routes.router,
        export_routes.router,
        record_routes.router,
        upload.router,
        passage_routes.router,
        health_routes.router,
    ):
        app.include_router(router)
    web.install(app)
    app.add_middleware(NoPlainErrors)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(OwnNames, names=settings.answered_hosts)
    app.add_middleware(Guarded, metrics=state.metrics)
    return app


def _version() -> str:
    try:
        return version("prassi")
    except PackageNotFoundError:  # run from a folder without being installed
        return "0"
