"""Evidence 循證: catalogues and copies of a work side by side, judgements, and rules that propose a date."""
