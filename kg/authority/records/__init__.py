"""Authority records: what a catalogue keeps of a person, body, family or surname, computed from claims and decisions.

Status, level, authorized form for each script and rule set, variant forms, dates, ties, identifiers, sources.
"""
