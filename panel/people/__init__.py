"""Who sits on a panel: invitations, roles, one-time links, and recusals from single proposals."""
