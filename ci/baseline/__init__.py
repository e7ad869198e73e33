"""Known findings: what a baseline holds, and what becomes of findings by it."""
