"""Team and person views, and their exports; reads projections only."""
