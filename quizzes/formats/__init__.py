"""Forms in which questions travel: each module reads one form and writes it back."""
