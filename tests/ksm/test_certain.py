import pytest

from ksm.certain import certain


@pytest.mark.parametrize("value", [0, "", False, ()])
def test_what_is_there_is_handed_through_even_if_it_is_empty(value):
    assert certain(value, "it is there") is value


def test_a_mistake_of_ours_says_what_should_have_made_sure():
    with pytest.raises(TypeError, match=r"^Expected to be there: closed meetings have a day\.$"):
        certain(None, "closed meetings have a day")
