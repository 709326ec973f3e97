"""The knowledge graph: claims with their evidence, decisions, and the view derived from both."""
