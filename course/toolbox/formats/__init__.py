"""The entries of the toolbox's files as plain values, and letters as documents."""
