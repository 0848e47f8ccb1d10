"""The operations of Discord's API that the fake has, each function named after its operation."""
