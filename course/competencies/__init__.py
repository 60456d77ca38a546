"""The framework of competencies, role profiles, evidence, estimates and gaps."""
