"""What the composed pages show, each with a fixed number of queries."""
