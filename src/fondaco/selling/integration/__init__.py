"""How a customer's purchasing system is connected: PunchOut, credentials, Test and Active, settings."""
