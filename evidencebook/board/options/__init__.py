"""From suggestions to options: gathered, grouped, written by a person, scored by a panel."""
