"""Pure decisions of enrolment: the path that is proposed to a person, and how long a certificate is valid."""
