"""A site of our own on loopback, for tests of what reads the web."""

import gzip
import json
import threading
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Site:
    """Answers by path: text or bytes with a type, or a function of the request that gives them.

    ``asked`` has (path, headers) of every request.
    """

    def __init__(self):
        self.answers = {}
        self.asked = []

    def put(self, path, body, kind="text/html; charset=utf-8", status=200, **headers):
        self.answers[path] = (status, body, {"Content-Type": kind, **_spelled(headers)})

    def paths(self):
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def answer(self, path, headers):
        found = self.answers.get(path) or self.answers.get(urlsplit(path).path)
        if found is None:
            return 404, b"", {}
        if callable(found):
            found = found(path, headers)
        status, body, sent = found
        if status == 200 and sent.get("ETag") and headers.get("If-None-Match") == sent["ETag"]:
            return 304, b"", sent
        return status, body.encode() if isinstance(body, str) else body, sent


def _spelled(headers):
    names = {"etag": "ETag", "link": "Link", "location": "Location", "retry": "Retry-After",
             "encoding": "Content-Encoding", "modified": "Last-Modified"}  # fmt: skip
    return {names[key]: value for key, value in headers.items()}


@contextmanager
def served(site):
    """Serve a site while the block runs; give its address without a slash at the end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            site.asked.append((self.path, {k.title(): v for k, v in self.headers.items()}))
            status, body, headers = site.answer(self.path, self.headers)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            pass  # clients go away in the middle: some tests are about that

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def page(title, text, head=""):
    return (
        f"<!DOCTYPE html><html lang=it><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )


class WordPress:
    """The part of a WordPress site that is read: posts by number as (title, text, modified)."""

    def __init__(self, site, base, posts):
        self.base, self.posts = base, posts
        site.put(
            "/", page("Sito", "Prima pagina"), link=f'<{base}/wp-json/>; rel="https://api.w.org/"'
        )
        root = {"name": "Fondazione &amp; Rete", "namespaces": ["oembed/1.0", "wp/v2"]}
        site.put("/wp-json/", json.dumps(root), "application/json")
        site.answers["/wp-json/wp/v2/posts"] = self.answer
        site.answers["/wp-json/wp/v2/pages"] = lambda path, _: _json([], 1)

    def answer(self, path, _):
        asked = parse_qs(urlsplit(path).query)
        size, number = int(asked["per_page"][0]), int(asked["page"][0])
        ids = sorted(self.posts)
        shown = [self.post(one) for one in ids[(number - 1) * size : number * size]]
        return _json(shown, -(-len(ids) // size))

    def post(self, number):
        title, text, modified = self.posts[number]
        return {
            "id": number,
            "slug": f"articolo-{number}",
            "link": f"{self.base}/2021/articolo-{number}/",
            "date": "2021-05-04T09:00:00",
            "modified_gmt": modified,
            "title": {"rendered": escape(title)},
            "content": {"rendered": f"<p>{escape(text)}</p>", "protected": False},
            "_embedded": {"author": [{"name": "Ada Rossi"}]},
        }


def _json(value, pages):
    headers = {"Content-Type": "application/json; charset=UTF-8", "X-WP-TotalPages": str(pages)}
    return 200, json.dumps(value), headers


class Repository:
    """An OAI-PMH repository: records by number as Dublin Core lines, None for deleted ones."""

    def __init__(self, site, base, records, size=50):
        self.base, self.records, self.size = base, records, size
        self.tokens = {}
        self.dates = {}
        self.forgets = 0
        site.answers["/oai"] = self.answer

    def answer(self, path, _):
        asked = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        if asked.get("verb") != "ListRecords":
            return _oai('<error code="badVerb">no verb</error>')
        token = asked.get("resumptionToken")
        if token and (self.forgets > 0 or not token.startswith("da-")):
            self.forgets -= 1
            return _oai('<error code="badResumptionToken">expired</error>')
        start = int(token[3:]) if token else 0
        numbers = sorted(self.records)[start : start + self.size]
        if not numbers:
            return _oai('<error code="noRecordsMatch"/>')
        more = start + self.size < len(self.records)
        following = f"da-{start + self.size}" if more else ""
        records = "".join(map(self.record, numbers))
        return _oai(
            f"<ListRecords>{records}<resumptionToken>{following}</resumptionToken></ListRecords>"
        )

    def record(self, number):
        date = self.dates.get(number, "2024-01-01")
        told = f"<identifier>oai:esempio.it:{number}</identifier><datestamp>{date}</datestamp>"
        if self.records[number] is None:
            return f'<record><header status="deleted">{told}</header></record>'
        lines = "".join(
            f"<dc:{key}>{escape(value)}</dc:{key}>" for key, value in self.records[number]
        )
        return (
            f"<record><header>{told}</header><metadata><oai_dc:dc"
            ' xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
            f' xmlns:dc="http://purl.org/dc/elements/1.1/">{lines}</oai_dc:dc></metadata></record>'
        )


def _oai(inner):
    body = (
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2024-06-01T10:00:00Z</responseDate>{inner}</OAI-PMH>"
    )
    return 200, body, {"Content-Type": "text/xml"}


def packed(data):
    return gzip.compress(data.encode() if isinstance(data, str) else data)
