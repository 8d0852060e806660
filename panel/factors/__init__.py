"""Second factors: passkeys, authenticator apps and recovery codes, set up by their owner and shown at sign-in."""
