"""What `make bench` measures, on data of its own in a scratch database. Ratios hold; seconds do not."""
