"""The application: routes, errors, headers, pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Lifespan

from api import web
from api.drawing import Drawer
from api.http import (
    batch_routes,
    correction_routes,
    crossing_routes,
    export_routes,
    feed_routes,
    health_routes,
    openapi,
    passage_routes,
    problems,
    receipt_routes,
    record_routes,
    search_routes,
    upload,
    vocabulary_routes,
)
from api.http.access import Admission
from api.http.bodies import BoundedBodies
from api.http.conditional import Unchanged, Validators, unchanged
from api.http.headers import Guarded
from api.http.hosts import OwnNames
from api.http.origins import Origins
from api.http.plain import NoPlainErrors
from api.http.proxies import BehindProxy
from api.http.state import State
from api.program import program_version
from api.service import Service
from api.settings import Settings

_DESCRIPTION = """Search over the literature on welfare innovation.

Errors are problem details (RFC 9457). Reading is open unless the server was told to ask for a key
for it; writing needs one: `Authorization: Bearer KEY`, or `X-API-Key`. Answers carry an `ETag`:
sent back in `If-None-Match` it saves the search where nothing has changed. HEAD answers as GET.
"""


def create_app(service: Service, settings: Settings) -> FastAPI:
    """Return the application over a library that is open; the caller closes the service."""
    state = State(service, settings, Drawer())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(state.desk.start)
        yield
        await run_in_threadpool(state.desk.stop)
        await run_in_threadpool(state.drawer.close)

    app = bare_app(lifespan)
    app.state.prassi = state
    problems.install(app, web.problem_page)
    app.add_exception_handler(Unchanged, unchanged)
    # The last one added is the first to see a request.
    app.add_middleware(NoPlainErrors)
    app.add_middleware(BoundedBodies)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Validators, keyed=settings.read_needs_key)
    app.add_middleware(
        Admission,
        doorkeeper=state.doorkeeper,
        buckets=state.buckets,
        trusted=settings.trusted_networks,
    )
    if settings.allowed_origins:
        app.add_middleware(Origins, allowed=settings.allowed_origins)
    app.add_middleware(OwnNames, names=settings.answered_hosts)
    if settings.trusted_networks:
        app.add_middleware(BehindProxy, trusted=settings.trusted_networks)
    app.add_middleware(Guarded, metrics=state.metrics)
    return app


def bare_app(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Return the routes and their description, over no library."""
    # The usual documentation pages fetch scripts from another host: only the schema is served.
    app = FastAPI(
        title="Prassi",
        version=program_version(),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=openapi.stable_id,
    )
    for router in (
        search_routes.router,
        crossing_routes.router,
        vocabulary_routes.router,
        batch_routes.router,
        export_routes.router,
        feed_routes.router,
        receipt_routes.router,
        record_routes.router,
        upload.router,
        correction_routes.router,
        passage_routes.router,
        health_routes.router,
    ):
        app.include_router(router)
    web.install(app)
    openapi.install(app)
    return app
