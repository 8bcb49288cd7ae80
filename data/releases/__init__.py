"""Which features residents of the public account meet: staff release them one at a time."""
