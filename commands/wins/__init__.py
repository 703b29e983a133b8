"""Quick wins: what went well, told with the name of whose credit it is, once they agree."""
