"""
Whether a file that will be shown to everybody is what its name says, and does nothing when it is opened.

By an allow-list: the name's ending, the bytes it then begins with, and for containers what is inside, unpacked within bounds and
never onto a path. It finds what is known; it is no virus scanner, and where one stands before the platform it stays there.
"""
