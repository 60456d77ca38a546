"""Item and test statistics once more: exact fractions, learner after learner, no NumPy; only the roots are floats."""

import math
import statistics
from fractions import Fraction
from types import SimpleNamespace

NAN = math.nan
BY_QUESTION = (
    "facility_index",
    "standard_deviation",
    "discrimination_index",
    "discriminative_efficiency",
    "intended_weight",
    "effective_weight",
)


def covariance(xs, ys):
    if len(xs) < 2:
        return None
    x_mean, y_mean = Fraction(sum(xs), len(xs)), Fraction(sum(ys), len(ys))
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)


def per_cent(part, whole):
    return NAN if part is None or not whole else float(100 * part / whole)


def exact_question(rows, place, max_mark):
    seen = [row for row in rows if row[place] is not None]
    xs = [row[place] for row in seen]
    totals = [sum(mark for mark in row if mark is not None) for row in seen]
    rests = [total - x for total, x in zip(totals, xs, strict=True)]
    variance, rest_variance, joint = covariance(xs, xs), covariance(rests, rests), covariance(xs, rests)
    return SimpleNamespace(
        facility_index=per_cent(sum(xs), len(xs) * max_mark),
        standard_deviation=per_cent(None if variance is None else Fraction(math.sqrt(variance)), max_mark),
        discrimination_index=per_cent(joint, variance and rest_variance and math.sqrt(variance * rest_variance)),
        discriminative_efficiency=per_cent(joint, covariance(sorted(xs), sorted(rests))),
        with_total=covariance(xs, totals),
    )


def exact_consistency(rows, max_marks):
    places = [place for place, top in enumerate(max_marks) if top > 0 and any(row[place] is not None for row in rows)]
    complete = [[row[place] for place in places] for row in rows if all(row[place] is not None for place in places)]
    totals = [sum(row) for row in complete]
    p, variance = len(places), covariance(totals, totals)
    if p < 2 or not variance:
        return NAN
    return float(
        Fraction(100 * p, p - 1) * (1 - sum(covariance(xs, xs) for xs in zip(*complete, strict=True)) / variance)
    )


def exact_shape(totals):
    n = len(totals)
    k2 = covariance(totals, totals)
    if n < 3 or not k2:
        return NAN, NAN
    m2, m3, m4 = (sum((t - Fraction(sum(totals), n)) ** r for t in totals) / n for r in (2, 3, 4))
    skewness = n**2 * m3 / ((n - 1) * (n - 2)) / float(k2) ** 1.5
    if n < 4:
        return float(skewness), NAN
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return float(skewness), float(k4 / k2**2)


def exact_figures(rows, max_marks):
    items = [exact_question(rows, place, top) for place, top in enumerate(max_marks)]
    roots = [NAN if item.with_total is None or item.with_total < 0 else math.sqrt(item.with_total) for item in items]
    of_roots = sum(root for root in roots if not math.isnan(root))
    totals = [sum(mark for mark in row if mark is not None) for row in rows if any(mark is not None for mark in row)]
    deviation = statistics.stdev(totals) if len(totals) > 1 else NAN
    consistency = exact_consistency(rows, max_marks)
    skewness, kurtosis = exact_shape(totals)
    return {
        **{name: [getattr(item, name) for item in items] for name in BY_QUESTION[:4]},
        "intended_weight": [per_cent(top, sum(max_marks)) for top in max_marks],
        "effective_weight": [per_cent(root, of_roots) for root in roots],
        "negative_covariance": [item.with_total is not None and item.with_total < 0 for item in items],
        "answers": [sum(row[place] is not None for row in rows) for place in range(len(max_marks))],
        "attempts": len(totals),
        "mean": float(statistics.mean(totals)) if totals else NAN,
        "median": float(statistics.median(totals)) if totals else NAN,
        "total_standard_deviation": float(deviation),
        "skewness": skewness,
        "kurtosis": kurtosis,
        "internal_consistency": consistency,
        "error_ratio": 100 * math.sqrt(1 - consistency / 100),
        "standard_error": math.sqrt(1 - consistency / 100) * deviation,
    }
