"""What is done beside the requests: jobs in worker processes, deliveries, erasure by rule, changing over to another version."""
