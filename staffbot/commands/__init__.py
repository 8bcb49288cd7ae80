"""Every noun and command of the staff counter, listed by hand in the order of the menu."""
