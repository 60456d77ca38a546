"""Items, their immutable versions, what each depends on, the publish log, renderings and media."""
