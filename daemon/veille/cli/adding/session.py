"""What `add` and `import` look with: the configuration without secrets, and a client of its own."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version

from veille import config as configuration
from veille import log, plugins
from veille.cli.adding.looking import Looker
from veille.cli.open import config_file
from veille.config.model import Config
from veille.config.reading import read_plugins
from veille.config.secrets import Vault
from veille.web.client import HttpClient
from veille.web.workers import Workers


def read_config() -> Config:
    """Return the configuration with no secret read but the proxy's. Raises ConfigError."""
    file = config_file()
    config = configuration.load(file, secrets=False)
    if config.proxy is not None and not config.proxy.reveal():
        config = replace(config, proxy=Vault(file.parent / "secrets", os.environ).get(config.proxy.name))
    log.configure(secrets=(config.proxy,) if config.proxy else (), level="ERROR")
    return config


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Looker]:
    """Hold who looks at addresses; everything is closed behind it."""
    workers = Workers()
    client = HttpClient(
        contact=config.contact,
        version=version("veille"),
        spacing=config.spacing,
        proxy=config.proxy.reveal() if config.proxy else None,
        clock=time.time,
        workers=workers,
    )
    try:
        yield Looker(client, plugins.find(read_plugins(config.path)), config)
    finally:
        await client.close()
        await workers.close()
