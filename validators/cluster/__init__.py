"""Judge files on many machines: a file is cut into partitions, which workers read and judge independently.

A worker judges a partition as a process judges a document, and the results are joined in order. So the findings are the same as
on a single process.
"""
