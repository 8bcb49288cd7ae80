"""Mail that goes out: the town's SMTP server, and a stand-in that keeps what it is given."""
