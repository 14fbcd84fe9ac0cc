"""What every protocol written in XML shares: from bytes to a tree safely, notes while reading, bounds."""
