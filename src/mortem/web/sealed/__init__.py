"""Personal reviews that only their owner can read: sealed at rest, open in memory for a while.

`envelope` makes bytes unreadable, `memory` holds a whole review in a database that has no file,
`keyring` knows which are open here, and `door` leads their pages there.
"""
