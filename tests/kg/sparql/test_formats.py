import pytest

from kg.errors import InvalidInput
from kg.sparql.formats import find_format, formats_of, offered, result_formats
from kg.sparql.guard import QueryForm


def test_short_names_suffixes_and_canonical_media_types_are_unambiguous():
    for attribute in ("name", "suffix", "media_type", "iri"):
        values = [getattr(format, attribute) for format in result_formats()]
        assert len(set(values)) == len(values) == 10


@pytest.mark.parametrize("form", list(QueryForm))
def test_every_offered_media_type_leads_to_a_format_of_that_form(form):
    for media_type in offered(form):
        assert find_format(form, media_type) in formats_of(form)


def test_one_word_means_the_format_that_fits_the_form():
    assert find_format(QueryForm.SELECT, "application/json").name == "json"
    assert find_format(QueryForm.CONSTRUCT, "application/json").name == "jsonld"
    assert find_format(QueryForm.SELECT, "xml").name == "xml"
    assert find_format(QueryForm.DESCRIBE, "text/xml").name == "rdfxml"
    assert find_format(QueryForm.ASK, " Text/CSV; charset=utf-8").name == "csv"
    assert find_format(QueryForm.CONSTRUCT, ".nt").name == "ntriples"


@pytest.mark.parametrize(
    ("form", "name"), [(QueryForm.SELECT, "turtle"), (QueryForm.CONSTRUCT, "csv"), (QueryForm.ASK, "")]
)
def test_a_format_that_cannot_carry_the_answer_is_refused_with_those_that_can(form, name):
    with pytest.raises(InvalidInput) as caught:
        find_format(form, name)
    assert formats_of(form)[0].name in caught.value.hint
