"""A client of the Model Context Protocol finds, reads and cites."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import anyio
import httpx
import mcp
import pytest
import uvicorn
from hashing import HashingEmbedder
from mcp.client.stdio import StdioServerParameters
from tiny_library import Entry, put

from api.commands.mcp import http_app, mcp_server
from api.commands.serve import listen
from api.commands.upkeep import run_rebuild
from api.library import Library
from api.settings import Settings
from api.tools import INSTRUCTIONS, Tools
from corpus.catalogue import Catalogue
from corpus.records import Description, Format

ROOT = Path(__file__).parents[2]
TOOLS = {"search", "read_page", "find_practices", "show_practice", "list_facets"}


@pytest.fixture(scope="module")
def server(world):
    return mcp_server(Tools(world.library, HashingEmbedder()))


def asked(server, name, **arguments):
    """Call a tool as a client does and return its answer."""

    async def call():
        async with mcp.Client(server) as client:
            return await client.call_tool(name, arguments)

    return anyio.run(call)


def answered(server, name, **arguments):
    answer = asked(server, name, **arguments)
    assert not answer.is_error, answer.content
    return answer.structured_content


def test_the_tools_are_listed_read_only_and_say_how_to_cite(server):
    async def look():
        async with mcp.Client(server) as client:
            return client.instructions, (await client.list_tools()).tools

    instructions, tools = anyio.run(look)
    assert instructions == INSTRUCTIONS
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.description
        assert tool.output_schema


def test_a_passage_is_found_with_its_citation_and_read_on_its_page(server, world):
    found = answered(server, "search", query="sportello caregiver")
    assert found["total"] == 1
    [passage] = found["passages"]
    assert passage["record_id"] == world.ids["report"]
    assert passage["citation"].startswith("Anna Bruni, Carlo Doria, Servizi di prossimità")
    assert "2021" in passage["citation"]
    assert passage["labels"]["kind"] == ["practice"]
    page = answered(server, "read_page", record_id=passage["record_id"], page=passage["page"])
    assert passage["text"] in page["text"]
    assert (page["page"], page["cut"]) == (2, False)
    assert page["citation"].endswith("p. ii.")


def test_a_practice_is_found_and_its_record_quotes_its_page(server, world):
    found = answered(server, "find_practices", query="sportello caregiver")
    assert found["total"] >= 1
    card = answered(server, "show_practice", practice_id=found["practices"][0]["practice_id"])
    quotes = [quote for field in card["fields"] for quote in field["quotes"]]
    assert quotes
    for quote in quotes:
        assert quote["text"] in world.library.catalogue.passage(quote["passage_id"]).text


def test_filters_are_those_that_are_listed(server):
    listed = answered(server, "list_facets")
    kinds = next(f for f in listed["facets"] if f["facet"] == "kind")
    for value in kinds["values"]:
        found = answered(server, "search", query="", filters=[f"kind:{value['code']}"])
        assert found["total"] <= value["count"]
        assert all(value["code"] in p["labels"]["kind"] for p in found["passages"])


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("read_page", {"record_id": "0123456789abcdef", "page": 1}, "0123456789abcdef"),
        ("search", {"query": "x", "filters": ["kind:nothing"]}, "nothing"),
        ("search", {"query": "x", "limit": 1000}, "20"),
        ("show_practice", {"practice_id": "0000000000000000"}, "practice"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(server, name, arguments, said):
    answer = asked(server, name, **arguments)
    assert answer.is_error
    told = " ".join(part.text for part in answer.content)
    assert said in told
    assert "Traceback" not in told


EMPORIO = Entry(
    "emporio.md",
    "text/markdown",
    Description("L'emporio di via Roma", Format.WEB_PAGE, (), 2019, "it"),
    (("A Prato l'emporio ha aperto nel 2019 con sei volontari.",),),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory, prepared_model):
    """A library of one document and the environment to open it in."""
    folder = tmp_path_factory.mktemp("mcp")
    data = folder / "data"
    (data / "files").mkdir(parents=True)
    with Catalogue(data / "catalogue.db") as catalogue:
        put(Library(data, catalogue), EMPORIO, folder)
    run_rebuild(Settings(data=data, models=prepared_model.parent))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PRASSI_MODELS": str(prepared_model.parent),
        "PRASSI_DATA": str(data),
    }
    return [sys.executable, "-m", "api.cli"], environment, folder


async def looked_up(client):
    tools = {tool.name for tool in (await client.list_tools()).tools}
    found = (await client.call_tool("search", {"query": "emporio"})).structured_content
    [passage] = found["passages"]
    where = {"record_id": passage["record_id"], "page": passage["page"]}
    page = (await client.call_tool("read_page", where)).structured_content
    return tools, page["text"]


def test_a_client_over_stdin_lists_the_tools_searches_and_reads(made):
    command, environment, folder = made
    parameters = StdioServerParameters(
        command=command[0], args=[*command[1:], "mcp"], env=environment, cwd=str(folder)
    )

    async def talk():
        async with mcp.Client(parameters) as client:
            return await looked_up(client)

    tools, text = anyio.run(talk)
    assert tools == TOOLS
    assert "sei volontari" in text


def test_a_client_over_http_does_too_and_other_hosts_are_refused(server, world):
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
    app = http_app(server, world.settings, "127.0.0.1", listening.getsockname()[1])
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    try:

        async def talk():
            async with mcp.Client(url) as client:
                tools = {tool.name for tool in (await client.list_tools()).tools}
                found = await client.call_tool("search", {"query": "sportello caregiver"})
                return tools, found.structured_content["total"]

        assert anyio.run(talk) == (TOOLS, 1)
        refused = httpx.post(url, json={}, headers={"host": "evil.example"})
        assert refused.status_code in (403, 421)
    finally:
        running.should_exit = True
        thread.join(20)
        listening.close()
