"""The vocabulary of Zhishu: namespaces, terms with labels in three languages, entity types."""
