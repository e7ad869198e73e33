"""The gate: the command line, its reports, and what runs it in a build."""
