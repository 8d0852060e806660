"""Reports: the consolidated report on screen and in every format, the secretariat's own paragraphs, frozen editions."""
