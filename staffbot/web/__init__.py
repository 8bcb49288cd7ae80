"""The staff pages under `/staff/`: sign-in by a link, the console (the staff chat in a browser), files up and down."""
