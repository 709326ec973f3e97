"""Sources in: one importer per format, one TOML description per dataset."""
