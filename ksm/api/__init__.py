"""What programs may read: groups, standings, findings, decisions, recaps; never names of members."""
