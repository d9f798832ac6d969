"""Words of the field: what every other package speaks in. Needs numpy and nothing else."""
