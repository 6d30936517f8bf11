"""The [mail] table → the account that sends: its server, given or found later, and how it logs in."""

from __future__ import annotations

from email.utils import parseaddr

from veille.config import values
from veille.config.mailhosts import advice, ascii_domain, is_app_password, policy
from veille.config.model import Mail, MailTable
from veille.config.quiet import parse_quiet
from veille.config.reading import Table, Written
from veille.model import OAuth

_PORTS = {"tls": 465, "starttls": 587, "none": 25}


def expand_mail(written: Written) -> Mail | None:
    """Return the account of [mail], if there is one that can be read; what is wrong is told."""
    table = written.single.get("mail")
    mail = written.typed(MailTable, table) if table else None
    if table is None or mail is None:
        return None
    user = written.checked(values.address, mail.user, "user", table)
    _check_sender(mail, table, written)
    server = _server(mail, table, written)
    oauth = _oauth(mail, table, written)
    quiet = written.checked(parse_quiet, mail.quiet, "quiet", table) if mail.quiet else None
    if user is None or server is None:
        return None
    host, port, tls = server
    if not (host and values.is_loopback(host)):
        if tls == "none":
            written.wrong(
                table, "'tls' may be \"none\" only where 'smtp' is this machine (127.0.0.1, localhost)"
            )
        if mail.password is None and not mail.oauth:
            written.wrong(table, "'password' is missing: write  password = { secret = \"mail\" }")
        _warn(mail, host, table, written)
    if mail.imap:
        written.checked(values.host_port, mail.imap, "imap", table)
    return Mail(user, host, port, tls, mail.password, mail.from_, quiet, oauth, mail.imap)


def _check_sender(mail: MailTable, table: Table, written: Written) -> None:
    if mail.from_ and not mail.from_.isprintable():
        written.wrong(table, "'from' must be one line of text")
    elif mail.from_ and not parseaddr(mail.from_)[1]:
        written.wrong(table, "'from' must be of the form \"Name <address>\"")
    elif mail.from_:
        written.checked(values.address, parseaddr(mail.from_)[1], "from", table)


def _server(mail: MailTable, table: Table, written: Written) -> tuple[str, int, str] | None:
    """Return host, port and tls; without `smtp` no host, for it is found at the first need."""
    if not mail.smtp:
        return "", 0, mail.tls
    server = written.checked(values.host_port, mail.smtp, "smtp", table)
    if server is None:
        return None
    host, port = server
    # Without a port: TLS from the first byte (RFC 8314 §3.3), unless another way is asked for.
    tls = mail.tls or ("tls" if port in (None, 465) else "starttls")
    return host, port or _PORTS[tls], tls


def _oauth(mail: MailTable, table: Table, written: Written) -> OAuth | None:
    if not mail.oauth:
        for key in ("client", "client_secret", "tenant", "token"):
            if getattr(mail, key):
                written.wrong(
                    table, f'\'{key}\' is of a login by OAuth: it needs  oauth = "microsoft"  or "google"'
                )
        return None
    if mail.password is not None:
        written.wrong(table, "'password' and 'oauth' are two ways to log in: one must go")
    if not mail.client:
        written.wrong(
            table, "'client' is missing: the id of the application that you registered for veille there"
        )
    if mail.token is None:
        written.wrong(
            table, "'token' is missing: write  token = { secret = \"mail\" }  and run  veille secret mail"
        )
    if mail.oauth == "google" and mail.client_secret is None:
        written.wrong(table, "'client_secret' is missing: Google gives one with the application's id")
    if mail.oauth == "google" and mail.tenant:
        written.wrong(table, "'tenant' is Microsoft's: Google has none")
    if mail.tenant and not mail.tenant.replace("-", "").replace(".", "").isalnum():
        written.wrong(table, "'tenant' must be a directory's id or domain")
    tenant = mail.tenant or "common"
    return OAuth(mail.oauth, mail.client, mail.token, tenant, mail.client_secret, reads=bool(mail.imap))


def _warn(mail: MailTable, host: str, table: Table, written: Written) -> None:
    """Warn where the provider takes no plain password; one that looks like it was made for programs will do."""
    if mail.password is None or mail.oauth:
        return
    whose = policy(mail.user, host)
    given = mail.password.reveal()
    if whose == "microsoft" or (whose not in ("", "proton") and given and not is_app_password(given)):
        written.warn(table, f"'password': {advice(whose, 'en')}")


def domain(account: Mail | None) -> str:
    """Return the domain under which messages are named, in ASCII."""
    return ascii_domain(account.user.rpartition("@")[2]) if account is not None else "veille.localhost"
