"""Stored questions and the quizzes made of them."""
