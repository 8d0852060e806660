"""The tally: closing a round, computing what it came to, and reading it."""
