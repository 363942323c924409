from lofte_analysis.outcomes import *  # noqa: F403
