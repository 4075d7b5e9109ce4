"""What every other room stands on: time, ids, chance, actors, errors, events, energy. Pure."""
