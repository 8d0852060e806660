"""Signing in and out, passwords and one-time links, and what belongs to one's own account."""
