"""盐城市, Jiangsu."""

from spiders.families.hanweb import HanwebSpider


class Yancheng(HanwebSpider):
    name = "yancheng"
    title = "盐城市"
    adcode = "320900"
    domain = "www.yancheng.gov.cn"
    start_year = 2008
    hints = (("政府信息公开目录", "/col/col23754/index.html"),)
