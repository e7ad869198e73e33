"""Run schemathesis on feedproof's terms: its rules, its rate limit, and what it keeps out of sight."""
