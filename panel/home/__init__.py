"""The first page: what waits for its reader and what changed; help; and whether the site is alive."""
