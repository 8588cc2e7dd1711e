"""Words of the core that are translated at the edge: on a page, in a file, on a command line."""


def gettext_noop(text: str) -> str:
    """Mark a text for translation without translating it; the edge does that."""
    return text
