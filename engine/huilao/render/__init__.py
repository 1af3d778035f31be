"""Conditions as sentences and proofs as explanations, in Chinese and English."""
