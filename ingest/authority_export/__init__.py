"""Authority records in the formats of libraries and archives: MARC 21, UNIMARC (CNMARC), MADS/RDF, EAC-CPF, CSV.

Each format reads records one after the other and writes each before it takes the next, so a file of any number of
records is written in the memory of one.
"""
