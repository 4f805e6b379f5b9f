"""Actions of the archive: everything that it writes by order of somebody."""
