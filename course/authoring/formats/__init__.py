"""Files of content in and out, pure: every kind is read with all its faults named, and written in one canonical form."""
