"""From raw logs, chats, mails and alerts to rows with a time one can trust (METHOD E1 to E3).

A line format is a grammar in `lines/`, a JSON format a shape in `shapes/`: one file each, which
documents itself. What neither can say is a reader in `readers/`. `recognise` finds which one a
file needs, `reading` turns its bytes into rows, `clock` settles what their times mean.
"""
