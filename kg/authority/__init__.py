"""Claims, decisions and the view: what sources say, what people decide about it, and what follows from both."""
