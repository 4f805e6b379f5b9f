"""The public record: the publication feed that anybody may follow."""
