"""The boards that are known, a file each: what they are asked, and what their answers say. `known` tells which is meant."""
