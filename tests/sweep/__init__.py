"""The sweep: every page of the site, for every role, in both languages and every state, held against the rules."""
