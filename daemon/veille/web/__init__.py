"""The only way to the network: polite HTTP within limits, names resolved and addresses guarded, workers for parsing.

For watch/, which hands a source its `web`, and for send/, which connects through the same guard. Read client.py first.
"""
