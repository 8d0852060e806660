"""The room of whoever administers the site: accounts, health, backups, mail and settings; nothing of any panel."""
