"""TLS for the tests: an authority of their own, and what it signs.

Python 3.13 verifies strictly (VERIFY_X509_STRICT, RFC 5280 §4.2): key identifiers and the use of keys are all there.
"""

from __future__ import annotations

import hashlib
import ssl
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = (x509.DNSName("localhost"), x509.DNSName("secure.lan"), x509.IPAddress(ip_address("127.0.0.1")))
DAY = timedelta(days=1)


class Certificates:
    """A folder of certificates, all for localhost, secure.lan and 127.0.0.1 unless their name says otherwise."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._now = datetime.now(UTC)
        self._authority_key, self._key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self._authority = self._made("Test-Authority", ())
        (folder / "key.pem").write_bytes(
            self._key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.TraditionalOpenSSL,
                serialization.NoEncryption(),
            )
        )
        self._write("authority", self._authority)
        self._write("good", self._made("Test", HERE))
        self._write("expired", self._made("Test", HERE, ends=self._now - DAY))
        self._write("other", self._made("Test", (x509.DNSName("other.example"),)))
        self._write("alone", self._made("Alone", HERE, alone=True))

    def _write(self, name: str, certificate: x509.Certificate) -> None:
        (self._folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _made(
        self,
        name: str,
        hosts: tuple[x509.GeneralName, ...],
        *,
        ends: datetime | None = None,
        alone: bool = False,
    ) -> x509.Certificate:
        """Make what the authority signs; without `hosts` the authority itself, and `alone` what signs itself."""
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        key = self._key if hosts else self._authority_key
        signer = key if alone else self._authority_key
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if alone or not hosts else self._authority.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - 2 * DAY)
            .not_valid_after(ends or self._now + 2 * DAY)
            .add_extension(x509.BasicConstraints(ca=not hosts or alone, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
            )
        )
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        else:
            builder = builder.add_extension(_SIGNS, critical=True)
        return builder.sign(signer, hashes.SHA256())

    def sign(self, name: str, *hosts: str) -> str:
        """Sign one more certificate, for these hosts; return its name."""
        self._write(name, self._made("Test", tuple(x509.DNSName(host) for host in hosts)))
        return name

    def server(self, name: str = "good") -> ssl.SSLContext:
        """Return what a server needs: "good", "expired", "other" (another name) or "alone" (self-signed)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / f"{name}.pem", self._folder / "key.pem")
        return context

    def client(self) -> ssl.SSLContext:
        """Return what trusts the tests' authority, and no other; as strict as the newest Python, on each."""
        context = ssl.create_default_context(cafile=str(self._folder / "authority.pem"))
        context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        return context

    def pin(self) -> str:
        """Return the SHA-256 of the servers' public key, as Chromium's --ignore-certificate-errors-spki-list takes it."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return b64encode(hashlib.sha256(public).digest()).decode()


_SIGNS = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)  # fmt: skip
