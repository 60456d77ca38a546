"""The organisation, its people, teams, roles and job assignments; sign-in and sessions."""
