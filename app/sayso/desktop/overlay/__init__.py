"""A pill on the screen that tells, while one dictates with the eyes elsewhere, what is going on."""
