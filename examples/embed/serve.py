"""A page of another office with the public check in it, as it stands on a site of its own:

    HUILAO_EMBED_ORIGINS='["http://127.0.0.1:8100"]' huilao serve --demo
    python examples/embed/serve.py              # http://127.0.0.1:8100, by the service at http://127.0.0.1:8000

Files are sent under a strict policy: what a page must allow for the element is one origin for scripts and frames.
"""

from __future__ import annotations

import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

HERE = Path(__file__).parent
FILES = {
    "/": ("index.html", "text/html"),
    "/frame": ("frame.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}


class Site(BaseHTTPRequestHandler):
    """The site of the other office."""

    service: ClassVar[str] = "http://127.0.0.1:8000"

    def do_GET(self) -> None:
        """One of the files, with the address of the service in it."""
        if self.path not in FILES:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        name, kind = FILES[self.path]
        content = (HERE / name).read_text(encoding="utf-8").replace("SERVICE", self.service).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; img-src data:; style-src 'self'; script-src 'self' {self.service}; frame-src {self.service}",
        )
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the site is an example."""


def site(service: str, port: int = 0) -> ThreadingHTTPServer:
    """The site with the check of a service, ready to serve; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("SiteOf", (Site,), {"service": service}))


if __name__ == "__main__":
    service, port = [*sys.argv[1:], *("http://127.0.0.1:8000", "8100")[len(sys.argv) - 1 :]]
    try:
        served = site(service, int(port))
    except OSError as error:
        sys.exit(f"{error.strerror}: port {port}; give another: python examples/embed/serve.py {service} PORT")
    print(f"http://127.0.0.1:{served.server_port}")
    served.serve_forever()
