"""Judge files on many machines: a file is cut into partitions that workers read and judge, each on its own.

What one worker does with a partition is what a process does with a document; what comes back is put together in order. So the
findings are those of a run on one process.
"""
