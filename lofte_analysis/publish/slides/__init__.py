"""The council's slides: which they are, how large a text can be, where a template has room, and the file itself."""
