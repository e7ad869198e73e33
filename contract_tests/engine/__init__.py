"""Run schemathesis on feedproof's terms: with its rules, its rate limit, and its secrets hidden."""
