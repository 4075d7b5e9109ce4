"""What charging costs: tariffs by the rules of OCPI, and the price of what was metered."""
