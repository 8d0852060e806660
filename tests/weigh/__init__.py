"""What a page costs whoever opens it: bytes, requests and server time, and in a browser when it can be read."""
