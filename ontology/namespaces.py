"""Every namespace of the project, once: prefixes, and the compact IRIs (``zs:birthYear``) that data files use."""

from __future__ import annotations

#: prefix -> namespace IRI. Order is the order in which serialisers declare them.
PREFIXES: dict[str, str] = {
    "zs": "https://w3id.org/zhishu/ontology/",
    "nametype": "https://w3id.org/zhishu/nametype/",
    "kin": "https://w3id.org/zhishu/kinship/",
    "assoc": "https://w3id.org/zhishu/association/",
    "role": "https://w3id.org/zhishu/role/",
    "documenttype": "https://w3id.org/zhishu/documenttype/",
    "editiontype": "https://w3id.org/zhishu/editiontype/",
    "binding": "https://w3id.org/zhishu/binding/",
    "classification": "https://w3id.org/zhishu/classification/",
    "dynasty": "https://w3id.org/zhishu/dynasty/",
    "era": "https://w3id.org/zhishu/era/",
    "officetype": "https://w3id.org/zhishu/officetype/",
    "evidencetype": "https://w3id.org/zhishu/evidencetype/",
    "evidencegrade": "https://w3id.org/zhishu/evidencegrade/",
    "certainty": "https://w3id.org/zhishu/certainty/",
    "ancestor": "https://w3id.org/zhishu/ancestor/",
    "existence": "https://w3id.org/zhishu/existence/",
    "judgement": "https://w3id.org/zhishu/judgement/",
    "lifeevent": "https://w3id.org/zhishu/lifeevent/",
    "shape": "https://w3id.org/zhishu/shape/",
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
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "madsrdf": "http://www.loc.gov/mads/rdf/v1#",
    "bflc": "http://id.loc.gov/ontologies/bflc/",
    "schema": "http://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "oa": "http://www.w3.org/ns/oa#",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "lrmoo": "http://iflastandards.info/ns/lrm/lrmoo/",
    "rel": "http://purl.org/vocab/relationship/",
    "bio": "http://purl.org/vocab/bio/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "locn": "http://www.w3.org/ns/locn#",
    "cito": "http://purl.org/spar/cito/",
    "sh": "http://www.w3.org/ns/shacl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "vann": "http://purl.org/vocab/vann/",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "shl": "http://www.library.sh.cn/ontology/",
    "bf1": "http://bibframe.org/vocab/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wd": "http://www.wikidata.org/entity/",
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
