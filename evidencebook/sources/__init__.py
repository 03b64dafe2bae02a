"""Publishers' formats: bytes in, observations out, and the writer of the snapshot."""
