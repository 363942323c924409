"""Everything that leaves as files: the same statements and the same suppression in every form."""
