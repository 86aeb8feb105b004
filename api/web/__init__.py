"""The web page: server-rendered, its state in the address, usable without script."""

from api.web.routes import install, problem_page

__all__ = ["install", "problem_page"]
