"""Signing in with the account of one's office: OpenID Connect, by configuration; it makes no accounts."""
