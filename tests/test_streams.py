"""Connections are ended in one way, which holds on every Python, however the other end behaved."""

from __future__ import annotations

import ast
import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certificates import Certificates
from patience import until_here
from veille import certificate_failure, hang_up
from veille.language.failures import describe
from veille.language.words import Words

ROOT = Path(__file__).parent.parent
GONE = 20  # connections


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


class Old(asyncio.WriteTransport):
    """A TLS transport as Python 3.11.2 has it, whose protocol may be gone."""

    def __init__(self, protocol: asyncio.WriteTransport | None = None) -> None:
        super().__init__()
        self.protocol = protocol
        self.aborted = 0

    def abort(self) -> None:
        self.aborted += 1
        self.protocol.abort()  # type: ignore[union-attr]  # that is the mistake


def test_a_transport_that_has_lost_its_protocol_is_left_as_it_is() -> None:
    hang_up(Old())
    hang_up(None)
    there = Old(Old())
    hang_up(there)
    assert there.aborted == 1


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "plain"])
@pytest.mark.parametrize("closed", [0, 1])
@pytest.mark.parametrize("server_leaves", [True, False], ids=["gone", "there"])
def test_a_connection_is_ended_whoever_ended_it_before(
    certificates: Certificates, tls: bool, closed: int, server_leaves: bool
) -> None:
    async def go() -> None:
        writers: list[asyncio.StreamWriter] = []

        def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"hello\n")
            if server_leaves:
                writer.close()
            writers.append(writer)

        server = await asyncio.start_server(greet, "localhost", 0, ssl=certificates.server() if tls else None)
        port = server.sockets[0].getsockname()[1]
        context = certificates.client() if tls else None
        for _ in range(GONE):
            reader, writer = await asyncio.open_connection(
                "localhost", port, ssl=context, server_hostname="localhost" if tls else None
            )
            assert await reader.readline() == b"hello\n"
            if server_leaves:
                assert await reader.read() == b""
            socket = writer.get_extra_info("socket")
            for _ in range(closed):
                writer.close()
            hang_up(writer)
            hang_up(writer)
            # without a farewell of the server's
            await until_here(lambda closing=socket: closing.fileno() == -1, "a socket to be given back")
        sockets = [writer.get_extra_info("socket") for writer in writers if not writer.is_closing()]
        for writer in writers:
            hang_up(writer)
        server.close()
        await until_here(lambda: all(socket.fileno() == -1 for socket in sockets), "the server's sockets")

    asyncio.run(go())


def test_nothing_else_aborts_a_transport() -> None:
    aborting = {
        path.name
        for folder in ("daemon", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "abort"
    }
    # a browser's route is refused, which is no connection of ours
    assert aborting == {"streams.py", "drawing.py"}


# What a certificate lacks that the newest Python asks for


def made(
    folder: Path, *, keys: bool = True, critical: bool = True, usage: bool = True, authority: bool = True
) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server and a client need, where an authority and what it signed lack something."""
    now = datetime.now(UTC)
    own, its = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))

    def sign(
        name: str, key: ec.EllipticCurvePrivateKey, *extensions: tuple[x509.ExtensionType, bool]
    ) -> Path:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority")]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )
        for extension, is_critical in extensions:
            builder = builder.add_extension(extension, critical=is_critical)
        path = folder / f"{name}.pem"
        path.write_bytes(builder.sign(own, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return path

    ids = (x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False)
    signs = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    trusted = sign(
        "Authority",
        own,
        (x509.BasicConstraints(ca=authority, path_length=None), critical),
        ids,
        *([(signs, True)] if usage else []),
    )
    named = (x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
    whose = (x509.AuthorityKeyIdentifier.from_issuer_public_key(own.public_key()), False)
    server = sign("localhost", its, named, *([whose] if keys else []))
    (folder / "key.pem").write_bytes(
        its.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(server, folder / "key.pem")
    asking = ssl.create_default_context(cafile=str(trusted))
    asking.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    return serving, asking


def shaken(serving: ssl.SSLContext, asking: ssl.SSLContext) -> ssl.SSLCertVerificationError | None:
    """Return why a client refuses a server, both in memory; nothing where it doesn't."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = asking.wrap_bio(down, up, server_hostname="localhost")
    server = serving.wrap_bio(up, down, server_side=True)
    for side in (client, server) * 3:
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLCertVerificationError as error:
            return error
    return None


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ({"keys": False}, "Missing Authority Key Identifier"),
        ({"critical": False}, "Basic Constraints of CA cert not marked critical"),
        ({"usage": False}, "CA cert does not include key usage extension"),
        ({"authority": False}, "invalid CA certificate"),
    ],
)
def test_a_certificate_that_lacks_what_is_asked_for_says_how_it_is_made_anew(
    tmp_path: Path, lacks: dict[str, bool], said: str
) -> None:
    refused = shaken(*made(tmp_path, **lacks))
    assert refused is not None
    why = certificate_failure(refused)
    english, french = str(why), describe(why, Words("fr", ZoneInfo("UTC")))
    assert english.startswith(
        "its certificate is not made as RFC 5280 asks, which Python refuses from 3.13 on ("
    )
    assert french.startswith("son certificat n’est pas fait comme le veut la RFC 5280")
    for words in (english, french):
        assert said.lower() in words.lower()
        for needed in (
            "authorityKeyIdentifier=keyid",
            "subjectKeyIdentifier=hash",
            "basicConstraints=critical,CA:TRUE",
            "keyUsage=critical,keyCertSign,cRLSign",
        ):
            assert needed in words


def test_one_that_has_it_all_is_believed(tmp_path: Path) -> None:
    assert shaken(*made(tmp_path)) is None
