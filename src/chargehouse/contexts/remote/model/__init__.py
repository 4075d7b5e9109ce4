"""What commands across platforms mean, to partners and to chargers."""
