"""The demonstration organisation: forty invented people whose history comes from answering the real questions."""
