"""The server that is examined or read: its address, the requests to it, and its answers."""
