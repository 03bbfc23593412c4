"""What each kind of oracle file is made by; make_oracles.py calls it."""
