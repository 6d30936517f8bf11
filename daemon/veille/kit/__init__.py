"""The kit: what authors of kinds share, public and documented in plugins/README.md. It knows of no configuration.

Read `tables` for the form of its modules: functions that take bytes or text, and say in their errors what to do.
"""
