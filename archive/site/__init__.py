"""The archive as pages a person reads: Datasette with this project's plugin."""
