"""One file for each deal method and edition, read like the statute. Files are found by the registry; none imports another."""
