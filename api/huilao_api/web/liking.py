"""What a caller takes, and likes better: the headers `Accept` and `Accept-Language` (RFC 9110, 12.4.2)."""

from __future__ import annotations

from collections.abc import Iterator


def liked(header: str) -> Iterator[tuple[str, float]]:
    """The ranges of such a header, in small letters, each with its weight from 0 (not at all) to 1; what is no weight is left out."""
    for part in header.split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        said = next((one.removeprefix("q=") for one in parameters if one.startswith("q=")), "1")
        try:
            weight = float(said)
        except ValueError:
            continue
        if name and 0 <= weight <= 1:
            yield name, weight


def best(header: str | None, *media_types: str) -> str | None:
    """Which of some media types a caller likes best, of equals the first; None where they take none. The closest range counts, and who
    says nothing takes any.
    """
    weights = dict(liked(header if header is not None else "*/*"))

    def weight(media_type: str) -> float:
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
        return next((weights[one] for one in ranges if one in weights), 0)

    found = max(media_types, key=weight)
    return found if weight(found) > 0 else None
