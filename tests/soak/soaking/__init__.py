"""The soak test's parts: texts, bucket, server, clients, operator, memory."""
