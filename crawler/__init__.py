"""gongkai: crawls, repairs and reads Chinese open-information portals."""
