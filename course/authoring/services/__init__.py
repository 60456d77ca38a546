"""Writes of authoring: drafts and their publishing; content files in, checked and out."""
