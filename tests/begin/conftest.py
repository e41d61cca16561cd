from tests.werkplek.conftest import compleet, perceel, product

__all__ = ["compleet", "perceel", "product"]
