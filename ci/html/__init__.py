"""The parts of the HTML report: markup, charts, the matrix of a server, the list of findings, the page."""
