"""招远市, Shandong."""

from spiders.families.jpaas import JpaasSpider


class Zhaoyuan(JpaasSpider):
    name = "zhaoyuan"
    title = "招远市"
    adcode = "370685"
    domain = "www.zhaoyuan.gov.cn"
    start_year = 2008
