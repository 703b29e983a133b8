"""Trainings: sessions for an audience, who comes, who came, and who is still to be trained."""
