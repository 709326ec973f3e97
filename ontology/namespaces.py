"""Every namespace of the project, once: prefixes, and the compact IRIs (``zs:birthYear``) that data files use."""

from __future__ import annotations

#: prefix -> namespace IRI. Order is the order in which serialisers declare them.
PREFIXES: dict[str, str] = {
    "zs": "https://w3id.org/zhishu/ontology/",
    "nametype": "https://w3id.org/zhishu/nametype/",
    "kin": "https://w3id.org/zhishu/kinship/",
    "assoc": "https://w3id.org/zhishu/association/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "bf": "http://id.loc.gov/ontologies/bibframe/",
    "rico": "https://www.ica.org/standards/RiC/ontology#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}


def expand(curie: str) -> str:
    """The full IRI of a compact IRI; an absolute ``http(s)`` IRI is returned as it is.

    Raises KeyError for a prefix that is not declared here.

    >>> expand("zs:birthYear")
    'https://w3id.org/zhishu/ontology/birthYear'
    """
    if curie.startswith(("http://", "https://")):
        return curie
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def compact(iri: str) -> str:
    """The compact form of an IRI, or the IRI itself where no prefix fits.

    >>> compact("http://www.w3.org/2004/02/skos/core#prefLabel")
    'skos:prefLabel'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
