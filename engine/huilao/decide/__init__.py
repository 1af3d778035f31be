"""What a person is entitled to: a Rete network of durable-rules, and the same conditions compiled to code."""
