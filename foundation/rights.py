"""The role in which the platform's processes connect once the tables are there."""

from pathlib import Path

APPLICATION = "yangguang_app"
STATEMENTS = (Path(__file__).parent / "sql" / "roles.sql").read_text("utf-8")
"""What it may do, in SQL; the owner of the tables runs it after each migration."""
