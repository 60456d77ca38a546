"""Home, module and lesson pages, progress, search: reads all below, writes through their services."""
