"""How many items of a batch are judged, and what their judgements say of the whole batch.

The sample is drawn without replacement, so the bound is the exact one of the hypergeometric distribution (the analogue
of Clopper and Pearson's for a finite batch; W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 3.6): the
smallest precision of the whole batch under which so few errors in the sample are not rarer than one in twenty.

With 200 judged items and no error the bound of a large batch is .985. More cannot be asked of a sample that size,
which is why 98 percent is the highest precision that can be required; .99 takes 298 items. The score that puts an item
into a batch is calibrated already: the sample guards against a run or a filter that went wrong.
"""

from __future__ import annotations

from math import ceil, exp, lgamma

#: How probable a sample with so few errors may be at most where the batch is worse than the bound says.
ALPHA = 0.05
#: Probabilities are computed by logarithms: one that is ALPHA may come out this much lower.
_ROUNDING = 1 - 1e-9


def lower_bound(size: int, sample: int, errors: int) -> float:
    """The precision of a batch of ``size`` items that holds at 95 % confidence after ``errors`` were found in a sample.

    >>> round(lower_bound(100_000, 200, 0), 3), round(lower_bound(100_000, 60, 1), 3), lower_bound(20, 20, 1)
    (0.985, 0.923, 0.95)
    """
    lowest, highest = errors, size - sample + errors
    while lowest < highest:  # the largest number of errors in the batch that the sample does not contradict
        middle = (lowest + highest + 1) // 2
        if _at_most(size, middle, sample, errors) >= ALPHA * _ROUNDING:
            lowest = middle
        else:
            highest = middle - 1
    return 1 - lowest / size


def sample_size(size: int, *, percent: int, least: int, most: int, required: float) -> int:
    """How many of ``size`` items are judged: so many percent, but enough for a sample without errors to reach the
    required precision, and within the bounds.

    >>> [sample_size(n, percent=5, least=20, most=200, required=0.95) for n in (10, 100, 1000, 100_000)]
    [10, 39, 56, 200]
    """
    wanted = max(ceil(size * percent / 100), least)
    low, high = 1, size
    while low < high:
        middle = (low + high) // 2
        if lower_bound(size, middle, 0) >= required:
            high = middle
        else:
            low = middle + 1
    return min(max(wanted, low), most, size)


def _at_most(size: int, wrong: int, sample: int, errors: int) -> float:
    """How probable at most so many errors are in a sample of a batch with ``wrong`` ones."""
    total = _log_choose(size, sample)
    return sum(
        exp(_log_choose(wrong, found) + _log_choose(size - wrong, sample - found) - total)
        for found in range(max(0, sample - (size - wrong)), min(errors, wrong) + 1)
    )


def _log_choose(of: int, taken: int) -> float:
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)
