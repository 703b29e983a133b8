"""Risk scores and bands; a workspace may set where its bands begin."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from storage.errors import BadInput
from storage.settings import find_setting, put_setting
from storage.units import Unit

HIGHEST_SCORE = 25
BAND_MARKS = {"low": "🟢", "medium": "🟡", "high": "🟠", "critical": "🔴"}
BAND_NAMES = tuple(BAND_MARKS)
EXAMPLE = "medium:5 high:10 critical:16"
_SETTING = "risk_bands"


@dataclass(frozen=True, slots=True)
class Bands:
    """The lowest score of each band above low; low begins at 1, and together they cover 1 to 25 without a gap."""

    medium: int = 5
    high: int = 10
    critical: int = 16

    def __post_init__(self) -> None:
        if not 1 < self.medium < self.high < self.critical <= HIGHEST_SCORE:
            raise BadInput("Bands", "each must begin above the one before, the last at 25 or lower", EXAMPLE)

    def __iter__(self) -> Iterator[tuple[str, int, int]]:
        """Name, lowest and highest score of each band, from low to critical."""
        starts = (1, self.medium, self.high, self.critical, HIGHEST_SCORE + 1)
        for name, lowest, following in zip(BAND_NAMES, starts, starts[1:], strict=False):
            yield name, lowest, following - 1

    def find(self, score: int) -> str:
        """The band of a score from 1 to 25."""
        return next(name for name, lowest, highest in self if lowest <= score <= highest)

    def rank(self, score: int) -> int:
        """The position of a score's band: 0 for low, 3 for critical."""
        return BAND_NAMES.index(self.find(score))

    def show(self, likelihood: int, impact: int) -> str:
        """The score with its factors and band: "🟠 high 12 (3 × 4)"."""
        band = self.find(likelihood * impact)
        return f"{BAND_MARKS[band]} {band} {likelihood * impact} ({likelihood} × {impact})"


def find_bands(unit: Unit) -> Bands:
    """The workspace's bands."""
    return Bands(**(find_setting(unit, _SETTING) or {}))


def put_bands(unit: Unit, bands: Bands) -> None:
    """Let the workspace go by these bands from now on."""
    put_setting(unit, _SETTING, asdict(bands))
