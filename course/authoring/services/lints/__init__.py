"""What a content file may hold by its form and still must not: dead links, untaught facts, figures that do not hold."""
