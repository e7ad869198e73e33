"""Apply every certain fix to whole documents and payloads."""
