"""Attempts at quizzes, answers, grades, and the checks embedded in lessons."""
