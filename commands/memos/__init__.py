"""Memos: facts once, a rendering per kind of audience."""
