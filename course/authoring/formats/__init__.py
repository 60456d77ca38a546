"""Files of content in and out, pure: each kind is read with all its faults named, and written in one canonical form."""
