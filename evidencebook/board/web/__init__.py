"""The board on the web: pages and forms over the services, with no question to the database."""
