"""Networks: who is tied to whom, by which relation, and on whose word."""
