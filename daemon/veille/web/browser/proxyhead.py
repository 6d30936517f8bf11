"""What a browser asks of a proxy (RFC 9112 §3.2.2 and §3.2.3), and how it is asked onward. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from veille.errors import WebError
from veille.web.address import address

# RFC 9110 §7.6.1: of this connection alone; and what is for us.
_HOP = frozenset(
    ("connection", "proxy-connection", "keep-alive", "proxy-authorization", "te", "upgrade", "host")
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a browser asks of a proxy: a tunnel to host and port, or one request of plain HTTP."""

    tunnel: bool
    method: str
    host: str
    port: int
    url: str
    path: str
    fields: tuple[tuple[str, str], ...]
    authorization: str
    length: int

    @staticmethod
    def parse(raw: bytes) -> Head | None:
        """Return the head of a request to a proxy; None where it is none."""
        lines = raw.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        pairs = [line.partition(":") for line in lines[1:] if line]
        if len(words) != 3 or any(not colon or not name.strip() for name, colon, _ in pairs):
            return None
        fields = tuple((name.strip(), value.strip()) for name, _, value in pairs)
        said = {name.lower(): value for name, value in fields}
        length = said.get("content-length", "0")
        if "transfer-encoding" in said or not (length.isascii() and length.isdigit()):
            return None
        method, target, _ = words
        tunnel = method == "CONNECT"
        try:
            to = address(f"https://{target}/" if tunnel else target)
        except WebError:
            return None
        if (not tunnel and to.scheme != "http") or not 0 < to.port < 65_536:
            return None
        path = to.url.raw_path.decode("ascii")
        authorization = said.get("proxy-authorization", "")
        return Head(tunnel, method, to.host, to.port, str(to.url), path, fields, authorization, int(length))

    def onward(self, proxy_authorization: str | None) -> bytes:
        """Return the head as the server shall have it; for another proxy where its authorization is not None."""
        default = self.port == 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        target = self.path if proxy_authorization is None else self.url
        lines = [f"{self.method} {target} HTTP/1.1", f"Host: {host}{'' if default else f':{self.port}'}"]
        lines += [f"{name}: {value}" for name, value in self.fields if name.lower() not in _HOP]
        if proxy_authorization:
            lines.append(f"Proxy-Authorization: {proxy_authorization}")
        # One request a connection: what follows on it could be for another host.
        lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
