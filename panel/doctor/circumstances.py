"""What a control may look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from panel.config import Settings
from panel.db import Database


@dataclass(frozen=True)
class Circumstances:
    """A site as it would be served: its settings, its database, what Flask was told, the environment, the time."""

    settings: Settings
    database: Database
    flask_settings: Mapping[str, Any]
    environment: Mapping[str, str]
    now: datetime

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database.engine.dialect.name == "sqlite"
