"""The only place that picks concrete classes and wires them: `machine` picks, the others wire."""
