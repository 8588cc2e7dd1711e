"""Many lines at a time: what the grammars say, worked out in columns (needs polars, the extra `fast`).

There is no second description of any format here. Patterns are put into the words of another
engine piece by piece, and whatever has few different values (days, clocks, zones, levels) is read
by the code that reads single lines. Where that cannot be promised, `NotInColumns` is raised and the
lines are read one by one.
"""
