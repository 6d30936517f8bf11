"""TLS for the tests: an authority of their own and what it signs, made by `openssl` when first asked for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

_NAMES = "subjectAltName=DNS:localhost,DNS:secure.lan,IP:127.0.0.1"


class Certificates:
    """A folder of certificates, all for localhost, secure.lan and 127.0.0.1 unless their name says otherwise."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("there is no openssl on this machine, and certificates can't be made without it")
        self._folder = folder
        self._openssl("ecparam -genkey -name prime256v1 -noout -out key.pem")
        self._openssl("req -x509 -new -key key.pem -subj /CN=Test-Authority -days 2 -out authority.pem")
        self._openssl("req -new -key key.pem -subj /CN=Test -out request.csr")
        self._sign("good", _NAMES, days=2)
        self._sign("expired", _NAMES, days=-1)
        self._sign("other", "subjectAltName=DNS:other.example", days=2)
        self._openssl(f"req -x509 -new -key key.pem -subj /CN=Alone -days 2 -addext {_NAMES} -out alone.pem")

    def _openssl(self, arguments: str) -> None:
        subprocess.run(["openssl", *arguments.split()], cwd=self._folder, check=True, capture_output=True)

    def _sign(self, name: str, names: str, *, days: int) -> None:
        (self._folder / "names").write_text(names)
        self._openssl(
            f"x509 -req -in request.csr -CA authority.pem -CAkey key.pem -CAcreateserial"
            f" -days {days} -extfile names -out {name}.pem"
        )

    def sign(self, name: str, *hosts: str) -> str:
        """Sign one more certificate, for these hosts; return its name."""
        self._sign(name, f"subjectAltName={','.join(f'DNS:{host}' for host in hosts)}", days=2)
        return name

    def server(self, name: str = "good") -> ssl.SSLContext:
        """Return what a server needs: "good", "expired", "other" (another name) or "alone" (self-signed)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / f"{name}.pem", self._folder / "key.pem")
        return context

    def client(self) -> ssl.SSLContext:
        """Return what trusts the tests' authority, and no other."""
        return ssl.create_default_context(cafile=str(self._folder / "authority.pem"))
