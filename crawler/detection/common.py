"""Which characters are common in Chinese text: the measure that tells words from debris."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.detection.script import traditional_forms

_PUNCTUATION = "　，。、；：？！“”‘’（）《》〈〉【】〔〕［］—…·～％＋－／○＂０１２３４５６７８９"

# The 1,500 most frequent characters of the language model's prose and newspaper, 96 % of what stands in them.
_FREQUENT = (
    "的一人国不年在中有和了大是业公为工会上地行发出作民个日家要开政生以市成到经理十时新用部全三分对来建实"
    "电动进报主学机方产本这定水月我法务区长关下员于合同多高后者制等们化重自设场事现展资体小文管保加可过面"
    "他社位元得与能二天通收前力记提子度明点名内农办期改金入两万信外就次平说查企道五车表目单问证品里由门济"
    "心安应之当标费项村种交件四利代结起总好计第间所老书委其口各局处议从统调量性导规科系教程着立并将意解条"
    "任也基组物取级路数领放美活县北每而题价百强共向华增户院请已党联无情手持府最据治集及正服案还特决告台清"
    "线专格使技示去军指复接职先商回省都干育术检房施把海司责防达质队气布今看因乡式城运原比六投更张补南如整"
    "网风评节至京求头认受流广山支话医息护步图少推见准世采东八监众米转义西打相站团果核界些造志举形住供助营"
    "构权传群此给率革备审周批知协效被选战变号校然按带难申款没片送别反消研优常近林际划论首装视未包精续样做"
    "九排深环拉走困身限类积再须照女预千只克但字族或江光创花低参织观范师考养验列七土色约镇超策热源测修药许"
    "亚具承完置录直型历空想依春确影存配满红停益落食销警油室负严值又居斯纪病况算执料厂非游石河争李双需儿神"
    "灾份除融几感失均连究班客剧留快引贫退央坚访思马真器险园那注维救境容副登青根换属识层亿编余谈讲演购白史"
    "极减财艺象必银么火写席断健则势律声占该让围票额牌段签响免股税模王贴边德岗才尔试易切答乐即致货很赛半卫"
    "印便诉速望读己离控止稳温密培压何征亲称初临某域菜普听奖予宣降底功获馆急随球督卡态士移例钱素足命铁账库"
    "港黄夜兴材你招英楼纳继往训版担旅始罗充章劳岁晚升灯音较草友爱越附售破州它板香扶突付违播愿仅树言显巴景"
    "察伊码抓讯康远习座庭田善古禁武早雨逐危令阿障旧待罚她季紧街终套良木假绿富震疗买飞索帮刘卖店阳官贸陈挂"
    "派零像封汇雪烟钟促害租托届轮故洲桥措互适短闻船血孩语粮龙差希云兵太涉础摄航迎堂献眼波斗课序独吃缺栏缴"
    "福箱档泽欧综夫尽贷候黑污画岸抽念纸盖荣驻欢冷损竞挥轻架藏尼俄星询什状微冬您午偿却脱载归盘介针击彩且毒"
    "阶屋绩歌拍扩仍守邮矿伤抗亩略私订舞餐追笔窗判细块厅诊塔异植错庆休映币角童探废遇刻喜输宁酒努绝吨洗母筑"
    "迁曾诺靠祖找丰册否亮享固礼湖召苦吸沙谁括茶延幅另烈扣钢怎戏妇典鱼拿坐估兰衣犯频墙汉述顿叶倒湾顺毛债扫"
    "拆虎苏谢暖励仪练散染冰含启捐秀残避伟冲纷久呼遗填罪胜鼓刚末误撤汽卷哈储辆闭脑贯皮署顶齐智井简邓激曲鲜"
    "死兼抢露援聚借雷彻贵讨券授玉池惠奋尚著苗拥疫巨既返夏祝背饭绍煤疑析宗够津凭繁腐饮恩牛搞洋凡燃胡束裁跨"
    "途杂疾败扬隐页阅顾鉴乱盟折旗松患翻龄奥恢伍络拟姓粉端筹永博叫沿穿左觉吉肉哪床肥抵般漏盛跑坡虚唱野摆径"
    "剂符赔斤聘男宜递链渠振骨赞毕竹寄遍秘勤味累梁绕巡猪威截脚吴隔泥慰宝透操瓦择杨泰词缓射践缩右距驾廉奶铺"
    "棚孙键韩寒拨旦醒厚梯甲艰篮耕刊籍篇稿净宏袋沟川滑垃戴峰洁赶秋址渔幕圾敬咨宽熟潮坦渡婚豆偏暂瑞洪释烧镜"
    "刑押摊沉替虽贺冒若庄贡扎媒弃屏衡笑履赵赠硬拒纠父乘酸朝静攻棉鸡悉灵幼森湿挖暴拓鹏覆贝驶弱妈陆爆览倍锁"
    "拖坏氧灭液涨掌舍亡握迹慢怀柜刷泳虫趋宿徐甚澄伴鲁敏欠丽跌喷耳岛跟哥丝盾毫谷蓝宅混宾炉锦菌冠雄佳诚邀塞"
    "似软胞晨羊圈莫寻灌盲灰尊塑圆誉乎澳朱盐朋冻伙壮麦稻搬蒙晓逾跃侨挑麻浪桌触械奇阵牧摩瓶萨邻吗仓概掉伯句"
    "泛楚拜迅忘蛋兑侧循殖辅昌刀糖乌跳牵尾轨脸旱役薄函辉勒缝胶郑勇碍杀谋殊痛堆摘黎杆浓倾盗泡勘朗迟阻旁弹渐"
    "弟晒珍伏棋讼尤凝榜孔俗疏锅厕浮杰貌洞泉杯润摇忙绘虑琛尘陪腾邦呢砂剪牙吊毁伐伪膜携摸碳琴忠赴裂幸倡珠搭"
    "秒焦塘坝耗夺畜横敢塬恶鸟呈拔荒捕荡爷蔬喝坊割骑梅阴夕丁骗闲怕磨串插砖辞祥凌恐孤董堵铜肯浦椅亏鸣竟颁圣"
)


@cache
def characters() -> frozenset[str]:
    """GB2312's 3755 common characters, their traditional forms, and the punctuation between them."""
    level_one = bytes(b for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for b in (lead, trail))
    simple = level_one.decode("gb2312", "ignore")
    return _in_both_scripts(simple) | frozenset(_PUNCTUATION)


@cache
def uncommon() -> str:
    """Uncommon Chinese characters, and what takes the place of one in debris, for a pattern's brackets."""
    return f"{_all_but(characters())}\u3105-\u3129\ue000-\uf8ff"


@cache
def infrequent() -> str:
    """All Chinese characters but the most frequent ones of either script, for a pattern's brackets."""
    return _all_but(_in_both_scripts(_FREQUENT))


def _in_both_scripts(simple: str) -> frozenset[str]:
    return frozenset(simple) | frozenset(traditional_forms(simple))


def _all_but(known: frozenset[str]) -> str:
    return "".join(c for c in map(chr, range(0x4E00, 0x9FA6)) if c not in known)


@cache
def debris() -> re.Pattern[str]:
    """Three uncommon Chinese characters close together; names of places can look so too."""
    one = f"[{uncommon()}]"
    return re.compile(rf"{one}[^\n]?[^\n]?{one}[^\n]?[^\n]?{one}")


@cache
def _others() -> re.Pattern[str]:
    return re.compile(f"[^\\x00-\\x7f\ufffd\xa0{re.escape(''.join(characters()))}]+")


def share(text: str) -> float:
    """Which part of a text's non-ASCII characters is common, not counting holes; 0 where there are none."""
    counted = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd") - text.count("\xa0")
    return 1 - sum(map(len, _others().findall(text))) / counted if counted else 0.0


def lines_with(sign: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end, line end included, in which a sign stands."""
    end = 0
    for match in sign.finditer(text):
        if match.end() > end:
            start = text.rfind("\n", end, match.start()) + 1 or end
            end = text.find("\n", match.start()) + 1 or len(text)
            yield start, end
