"""The kit: what authors of kinds share, public and documented in plugins/README.md. It knows of no configuration.

For plugins/, bundled ones and others. Read tables.py first: like it, the others take bytes or text, and
say in their errors what to do.
"""
