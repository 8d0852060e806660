"""What each `panel` command does, one function of the parsed arguments each; panel/cli.py holds their words."""
