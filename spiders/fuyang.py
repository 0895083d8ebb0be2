"""阜阳市, Anhui."""

from spiders.families.openness import OpennessSpider


class Fuyang(OpennessSpider):
    name = "fuyang"
    title = "阜阳市"
    adcode = "341200"
    domain = "www.fy.gov.cn"
    start_year = 2008
    hints = (
        ("政府信息公开专栏", "/OpennessBranch/"),
        ("政府信息公开年报", "/opennessAnnualReport/?branch_id=545214aaba6de118f0c2bde5"),
    )
