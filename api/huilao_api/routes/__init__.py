"""What can be asked: each module has the routes of one subject, and the bodies and parameters that they take and give."""
