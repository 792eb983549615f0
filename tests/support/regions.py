"""The official list of regions, understood once for all tests that ask it."""

from functools import cache

from groups.models import Region
from groups.places.regions import build_regions, official_rows


@cache
def official_regions() -> dict[str, Region]:
    """Every region by its code, unsaved."""
    return {region.code: region for region in build_regions(official_rows())}
