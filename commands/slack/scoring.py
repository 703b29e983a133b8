"""Risk scores and bands."""

BANDS = (("low", 1, 4), ("medium", 5, 9), ("high", 10, 15), ("critical", 16, 25))
"""Name, lowest and highest score; together they cover 1 to 25."""
BAND_MARKS = {"low": "🟢", "medium": "🟡", "high": "🟠", "critical": "🔴"}


def find_band(score: int) -> str:
    """The band of a score from 1 to 25."""
    return next(name for name, lowest, highest in BANDS if lowest <= score <= highest)


def show_score(likelihood: int, impact: int) -> str:
    """The score with its factors and band: "🟠 high 12 (3 × 4)"."""
    band = find_band(likelihood * impact)
    return f"{BAND_MARKS[band]} {band} {likelihood * impact} ({likelihood} × {impact})"
