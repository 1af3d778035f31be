"""What is found out: proofs, findings, evaluations, timelines."""
