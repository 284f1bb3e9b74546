"""A small GitHub on loopback: issues and comments, git over HTTP, and files of releases.

It keeps what is written to it, and answers as GitHub does where the action looks. GraphQL it refuses:
its hourly limit is always used up, so a report is made of what was read before.
"""

import base64
import http.server
import json
import os
import pathlib
import subprocess
import threading
import time
import urllib.parse

TOKEN = "ghs_0canary0canary0canary0canary0canary0"


class Server:
    """Serves until it is stopped; `root` holds OWNER/NAME.git and releases/OWNER/NAME/TAG/FILE."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        self.issues: list[dict] = []
        self.comments: dict[int, list[dict]] = {}
        self.written: list[tuple[str, str]] = []
        self.strange: list[str] = []
        outer = self

        class Handler(_Handler):
            server_state = outer

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.api = f"{self.url}/api/v3"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self):
        self._http.shutdown()
        self._http.server_close()

    def comment(self, number: int, body: str, user: str, association: str):
        """Somebody's comment, as if written before."""
        self.comments.setdefault(number, []).append(
            {"id": 900 + len(self.comments.get(number, [])), "body": body,
             "user": {"login": user, "type": "User"}, "author_association": association}
        )


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_state: Server

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._answer("GET")

    def do_POST(self):
        self._answer("POST")

    def do_PATCH(self):
        self._answer("PATCH")

    def _answer(self, method: str):
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else b""
        if self.headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        if path.startswith("/api/graphql"):
            return self._send(403, {"message": "API rate limit exceeded"}, {
                "x-ratelimit-remaining": "0", "x-ratelimit-resource": "graphql",
                "x-ratelimit-reset": str(int(time.time()) + 3000)})
        if path.startswith("/api/v3/"):
            return self._rest(method, path.removeprefix("/api/v3"), query, body)
        if "/releases/download/" in path:
            return self._release(path)
        if ".git/" in path:
            return self._git(method, path, query, body)
        self.server_state.strange.append(f"{method} {self.path}")
        return self._send(404, {"message": "Not Found"})

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline().strip() or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, code: int, body, headers=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _rest(self, method: str, path: str, query: str, body: bytes):
        state = self.server_state
        if self.headers.get("authorization") != f"Bearer {TOKEN}":
            return self._send(401, {"message": "Bad credentials"})
        parts = path.strip("/").split("/")
        options = dict(urllib.parse.parse_qsl(query))
        rest = parts[3:]
        if parts[:1] != ["repos"] or rest[:1] != ["issues"]:
            state.strange.append(f"{method} {path}")
            return self._send(404, {"message": "Not Found"})
        base = f"{state.api}/repos/{parts[1]}/{parts[2]}/issues"
        if method == "GET" and rest == ["issues"]:
            assert options == {"state": "all", "labels": "midspan", "per_page": "100"}, options
            return self._send(200, [i for i in reversed(state.issues) if "midspan" in i["labels"]])
        if method == "GET" and rest[2:] == ["comments"]:
            start = 100 * (int(options["page"]) - 1)
            return self._send(200, state.comments.get(int(rest[1]), [])[start:start + 100])
        sent = json.loads(body)
        state.written.append((method, path))
        bot = {"user": {"login": "github-actions[bot]", "type": "Bot"}, "author_association": "NONE"}
        if method == "POST" and rest == ["issues"]:
            number = len(state.issues) + 1
            made = {**sent, **bot, "number": number, "url": f"{base}/{number}",
                    "html_url": f"{state.url}/{parts[1]}/{parts[2]}/issues/{number}"}
            state.issues.append(made)
            return self._send(201, made)
        if method == "PATCH" and len(rest) == 2:
            made = state.issues[int(rest[1]) - 1]
            made.update(sent)
            return self._send(200, made)
        if method == "POST" and rest[2:] == ["comments"]:
            there = state.comments.setdefault(int(rest[1]), [])
            ident = 1000 + len(there)
            made = {**sent, **bot, "id": ident, "url": f"{base}/comments/{ident}",
                    "html_url": f"{state.url}/{parts[1]}/{parts[2]}/issues/{rest[1]}#issuecomment-{ident}"}
            there.append(made)
            return self._send(201, made)
        if method == "PATCH" and rest[1] == "comments":
            made = next(c for all_ in state.comments.values() for c in all_ if c["id"] == int(rest[2]))
            made.update(sent)
            return self._send(200, made)
        state.strange.append(f"{method} {path}")
        return self._send(404, {"message": "Not Found"})

    def _release(self, path: str):
        owner, name, _, _, tag, file = path.strip("/").split("/")
        found = self.server_state.root / "releases" / owner / name / tag / file
        if not found.is_file():
            return self._send(404, b"Not Found")
        return self._send(200, found.read_bytes())

    def _git(self, method: str, path: str, query: str, body: bytes):
        wanted = "Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
        if (self.headers.get("authorization") or "").lower() != wanted.lower():
            return self._send(401, b"", {"www-authenticate": 'Basic realm="git"'})
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.server_state.root),
            "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
            "REQUEST_METHOD": method, "CONTENT_TYPE": self.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": "x-access-token",
            "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", ""),
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
            "GIT_PROTOCOL": self.headers.get("git-protocol", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        code = int(headers.pop("Status", "200").split()[0])
        return self._send(code, rest, headers)
