"""Builds the SKOS concept schemes of ``ontology/schemes`` from our own tables; see `kg.schemes.build`."""
