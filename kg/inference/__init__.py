"""What rules can say about kin: derived from the view, in a named graph of its own, each triple explainable."""
