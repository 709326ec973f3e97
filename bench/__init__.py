"""Benchmarks: each module measures against a baseline in the same run and prints a Markdown table."""
