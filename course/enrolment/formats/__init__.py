"""What certificates are made of outside the database: their definition in files, their page in PDF."""
