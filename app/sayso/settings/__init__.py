"""What the person can choose: `schema` says what there is, `store` reads and writes it."""
