"""From a folder of workbooks to Records. See `workbooks.read_workbooks`."""
