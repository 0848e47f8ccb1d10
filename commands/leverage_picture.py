"""What buyers come to together, as a picture: the band that is reached, on each of two scales, and no figure."""

from datetime import date

from storage.leverage import Following, Leverage
from storage.message import Message, Word, say, word_of
from storage.organisation import VolumeBand
from storage.paper import Bands, Scale

_FOLLOWING = tuple(Following)
_SPENDING = tuple(one for one in VolumeBand if one is not VolumeBand.UNKNOWN)


def spent(together: Leverage) -> Word:
    """What they spend in a year, as it is told."""
    return Word(f"word-leverage-{_dashed(together.spending)}")


def picture(together: Leverage, code: str, name: str, *, on: date) -> Bands:
    """Both scales, for what has this code and name, as things are on this day. Raises ValueError for too few buyers."""
    if together.following is None:
        raise ValueError("too few to tell")
    reached = _SPENDING.index(together.spending) if together.spending in _SPENDING else None
    buyers = Scale(
        label=say("chart-leverage-buyers", following=word_of(together.following)),
        bands=tuple(say("chart-band", band=word_of(one)) for one in _FOLLOWING),
        reached=_FOLLOWING.index(together.following),
    )
    spending = Scale(
        label=say("chart-leverage-spending", spending=spent(together)),
        bands=tuple(_band(one) for one in _SPENDING),
        reached=reached,
    )
    title = say("chart-leverage", code=code, name=name, day=on)
    return Bands(name="leverage", title=title, scales=(buyers, spending))


def _band(one: VolumeBand) -> Message:
    return say("chart-band", band=Word(f"word-spending-{_dashed(one)}"))


def _dashed(one: VolumeBand) -> str:
    return one.value.replace("_", "-")
