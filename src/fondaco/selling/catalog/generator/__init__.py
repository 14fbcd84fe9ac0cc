"""A believable catalogue out of small tables: the same seed gives the same items, byte for byte.

Brands and sellers are invented; UNSPSC codes and units are real.
"""
