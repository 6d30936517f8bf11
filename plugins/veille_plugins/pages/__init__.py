"""What the kinds that read web pages share: a page taken in, its main text, and why it can't be believed. No kind."""
