"""SPARQL for the public: queries are checked, then evaluated in worker processes that can be killed.

``pool.QueryPool`` is the entrance; ``guard`` decides what may run, ``formats`` what may be asked for, ``description``
says so in RDF. The default graph is the view, every named graph is the claims of one source record, and there is no
union of both unless a caller asks for it.

What users should know about the engine (Oxigraph as of pyoxigraph 0.5.13), all of it measured:

* ``GRAPH ?g { … }`` around a sub-SELECT answers wrongly and without an error: ``?g`` stays unbound and graphs are
  mixed. Write the ``GRAPH`` inside the sub-SELECT, or name the graph. The same holds for a group that begins with
  ``MINUS`` or has nothing but ``VALUES``. ``advice.advice`` finds the sub-SELECT and says so to the user.
* Language tags are lower-cased: ``lang(?x) = "zh-Hant"`` is never true, ``langMatches(lang(?x), "zh-Hant")`` is.
* Numbers in the store are normalised ("007" becomes 7).
* A variable or prefixed name cannot hold a character beyond U+FFFF (CJK Extension B and later); strings and IRIs can.
* ``ORDER BY`` holds every row in memory and gives no byte before the end.

This module imports nothing, so that a worker process starts quickly.
"""
