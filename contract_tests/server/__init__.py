"""The server that is examined or read: its address, what is sent to it, what comes back."""
