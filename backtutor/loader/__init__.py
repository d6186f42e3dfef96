"""The lesson loader: YAML files as `Lesson` values, with every problem at its place."""

from backtutor.loader.document import Loaded, load_lesson, slug

__all__ = ["Loaded", "load_lesson", "slug"]
