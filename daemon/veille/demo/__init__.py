"""The demonstration: the real daemon on a recorded web; every outlet, article and person is invented."""
