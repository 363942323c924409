"""The situation picture (EST): events over windows of time, what changed, who reported, and the police's notices."""
