"""阜阳市, Anhui."""

from spiders.families.openness import OpennessSpider


class Fuyang(OpennessSpider):
    name = "fuyang"
    title = "阜阳市"
    adcode = "341200"
    domain = "www.fy.gov.cn"
    start_year = 2008
