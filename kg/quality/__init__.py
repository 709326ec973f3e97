"""Data quality: the view measured by the SHACL shapes and by what shapes cannot say, and the report of it."""
