"""Deletes every guard, filter and seal call in turn and counts the ones no test misses: `make deletions`."""
