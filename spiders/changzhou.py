"""常州市, Jiangsu."""

from spiders.families.govinfo import GovInfoSpider


class Changzhou(GovInfoSpider):
    name = "changzhou"
    title = "常州市"
    adcode = "320400"
    domain = "www.changzhou.gov.cn"
    start_year = 2008
