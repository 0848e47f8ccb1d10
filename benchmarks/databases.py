"""PostgreSQL for the measured bot, where there is one."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests.postgres import Postgres, binaries


@asynccontextmanager
async def postgres() -> AsyncIterator[Mapping[str, str]]:
    """A name for figures and a URL of an empty database, on a server with the settings of a real one; {} without."""
    found = binaries()
    if found is None:
        yield {}
        return
    server = Postgres(found, "postgres" if os.geteuid() == 0 else None, durable=True).start()
    try:
        yield {" (PostgreSQL)": server.fresh_database()}
    finally:
        server.stop()
