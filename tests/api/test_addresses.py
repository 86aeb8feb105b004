"""The addresses of many values are those of each value by itself."""

import pytest

from api.web.address import Address
from index.answers import Group, Sort

CODES = ["practice", "Valle d'Aosta/AO", "a&b=c #d+e%", "é:ù", ""]
ADDRESSES = [
    Address(query="anziani & case: 'filter=kind:' %00"),
    Address(query=None, filters={"kind": ("lesson",), "source": ("kind:", "A&B")}),
    Address(
        query="x",
        filters={"source": ("uno",), "year": ("2010-",)},
        group=Group.RECORD,
        sort=Sort.DATE,
        without=("adi", "source:"),
        page=3,
        mark="0123456789abcdef",
        language="en",
    ),
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("facet", ["kind", "source", "theme"])
def test_a_value_is_added_or_chosen_alone_as_when_it_is_asked_for_by_itself(address, facet):
    added, chosen = address.adding(facet), address.choosing(facet)
    for code in CODES:
        assert added(code) == address.with_value(facet, code).url
        assert chosen(code) == address.with_only(facet, code).url
