"""The [mail] table → the account that sends: its server, given or discovered later, and how it logs in."""

from __future__ import annotations

from dataclasses import replace

from veille.config import values
from veille.config.mailhosts import PORTS, MailHost, Security, advice, ascii_domain, is_app_password, policy
from veille.config.model import MailAccount
from veille.config.reading import ConfigFiles, ConfigTable
from veille.errors import Failure, failure
from veille.model import OAuth


def expand_mail(written: ConfigFiles) -> MailAccount | None:
    """Return the account of [mail], if there is one that can be read; problems go to `written`."""
    table = written.single.get("mail")
    mail = written.typed(MailAccount, table) if table else None
    if table is None or mail is None:
        return None
    mail = replace(mail, server=_server(mail), login=_login(mail, table, written))
    host = mail.server.host if mail.server is not None else ""
    if not (host and values.is_loopback(host)):
        if mail.tls == "none":
            written.wrong(
                table,
                failure("'tls' may be \"none\" only where 'smtp' is this machine (127.0.0.1, localhost)"),
            )
        if mail.password is None and not mail.oauth:
            written.wrong(table, failure("'password' is missing: write  password = { secret = \"mail\" }"))
        _warn(mail, host, table, written)
    return mail


def _server(mail: MailAccount) -> MailHost | None:
    if mail.smtp is None:
        return None
    host, port = mail.smtp
    # Without a port: TLS from the first byte (RFC 8314 §3.3), unless another way is configured.
    tls: Security = mail.tls or ("tls" if port in (None, 465) else "starttls")
    return MailHost(host, port or PORTS[tls], tls)


def _login(mail: MailAccount, table: ConfigTable, written: ConfigFiles) -> OAuth | None:
    if not mail.oauth:
        for key in ("client", "client_secret", "tenant", "token"):
            if getattr(mail, key):
                written.wrong(
                    table,
                    failure(
                        '\'{key}\' is of a login by OAuth: it needs  oauth = "microsoft"  or "google"',
                        key=key,
                    ),
                )
        return None
    if mail.password is not None:
        written.wrong(table, failure("'password' and 'oauth' are two ways to log in: one must go"))
    if not mail.client:
        written.wrong(
            table,
            failure("'client' is missing: the id of the application that you registered for veille there"),
        )
    if mail.token is None:
        written.wrong(
            table,
            failure("'token' is missing: write  token = { secret = \"mail\" }  and run  veille secret mail"),
        )
    if mail.oauth == "google" and mail.client_secret is None:
        written.wrong(
            table, failure("'client_secret' is missing: Google gives one with the application's id")
        )
    if mail.oauth == "google" and mail.tenant:
        written.wrong(table, failure("'tenant' is Microsoft's: Google has none"))
    if mail.tenant and not mail.tenant.replace("-", "").replace(".", "").isalnum():
        written.wrong(table, failure("'tenant' must be a directory's id or domain"))
    tenant = mail.tenant or "common"
    return OAuth(mail.oauth, mail.client, mail.token, tenant, mail.client_secret, reads=bool(mail.imap))


def _warn(mail: MailAccount, host: str, table: ConfigTable, written: ConfigFiles) -> None:
    """Warn where the provider takes no plain password; one that looks like it was made for programs will do."""
    if mail.password is None or mail.oauth:
        return
    whose = policy(mail.user, host)
    given = mail.password.reveal()
    if whose == "microsoft" or (whose not in ("", "proton") and given and not is_app_password(given)):
        written.warn(table, failure("'password': {advice}", advice=Failure(advice(whose))))


def domain(account: MailAccount | None) -> str:
    """Return the domain under which messages are named, in ASCII."""
    return ascii_domain(account.user.rpartition("@")[2]) if account is not None else "veille.localhost"
