"""Who was assigned what by when, and who completed what; written by the rooms above."""
