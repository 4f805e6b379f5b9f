"""
Event streams: what everybody in the room of an auction sees, pushed to whoever watches (docs/decisions/0029-rooms.md).

`frames` are the bytes of events, `hub` gives each of them to all watchers of a process, `reading` finds what is new in the rows, and
`application` is the door. Nothing here decides anything, and nothing is kept here that the rows do not have.
"""
