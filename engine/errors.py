"""What an exception says, for people."""

from __future__ import annotations


def one_line(error: BaseException) -> str:
    """What an exception says, or else its kind, on one line of at most 240 characters."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 240 else text[:237] + "..."
