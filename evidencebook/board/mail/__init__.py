"""Digests by e-mail: what there is to tell, the messages, and how they are sent."""
