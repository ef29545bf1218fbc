"""Django's SQLite backend, with a fair wait for the file's one write lock."""
