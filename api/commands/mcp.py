"""``prassi mcp``: the library as tools of the Model Context Protocol, read-only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from api.commands.model import ensure_model
from api.commands.output import say
from api.commands.search import catch_up
from api.commands.serve import listen
from api.library import open_library
from api.program import program_version
from api.settings import Settings
from api.tools import INSTRUCTIONS, Tools
from corpus.errors import PrassiError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.applications import Starlette

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def run(settings: Settings, http: bool, host: str, port: int) -> None:
    """Serve over stdin and stdout, or with ``http`` at ``/mcp``, until interrupted."""
    with open_library(settings) as library:
        embedder = ensure_model(settings)
        catch_up(library, embedder)
        server = mcp_server(Tools(library, embedder))
        if not http:
            server.run("stdio")
            return
        import uvicorn

        with listen(host, port) as listening:
            port = listening.getsockname()[1]
            app = http_app(server, settings, host, port)
            say(f"Prassi's tools are at http://{host}:{port}/mcp (Ctrl-C closes them)")
            uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


def http_app(server: MCPServer, settings: Settings, host: str, port: int) -> Starlette:
    """Return the application that serves the tools at ``/mcp``."""
    from mcp.server.transport_security import TransportSecuritySettings

    # Only by these names, as the web page: a page elsewhere must not reach in by one of its own.
    names = [f"{name}:{port}" for name in (host, *settings.answered_hosts)]
    guarded = TransportSecuritySettings(
        allowed_hosts=names, allowed_origins=[f"http://{name}" for name in names]
    )
    return server.streamable_http_app(transport_security=guarded, host=host)


def mcp_server(tools: Tools) -> MCPServer:
    """Return the server with its tools."""
    from mcp.server.mcpserver import MCPServer
    from mcp.types import ToolAnnotations

    server = MCPServer(
        "prassi", instructions=INSTRUCTIONS, version=program_version(), log_level="WARNING"
    )
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for tool in (
        tools.search,
        tools.read_page,
        tools.find_practices,
        tools.show_practice,
        tools.list_facets,
    ):
        server.tool(annotations=reading, structured_output=True)(_explained(tool))
    return server


def _explained(tool: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
    """Return the tool with its errors as sentences that whoever asked can act on."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def explained(*args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
        try:
            return tool(*args, **kwargs)
        except PrassiError as error:
            raise ToolError(str(error)) from error

    return explained
