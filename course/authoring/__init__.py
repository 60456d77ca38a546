"""Editing, preview, publishing; import, check, format and export of content files."""
