"""Every door to Prassi: command line, HTTP, web page."""
