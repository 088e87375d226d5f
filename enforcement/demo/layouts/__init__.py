"""One module per department: how it prints its documents.

Each has ``RENDER``: kind of document → function that writes it and says what it is.
"""
