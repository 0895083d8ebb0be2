"""Prose for the samples: sentences written for this project, varied by city, unit, year and topic.

Every function returns paragraphs in mainland simplified Chinese with full-width punctuation; the same
arguments always give the same paragraphs.
"""

from __future__ import annotations

from replica.places import Place, Unit, between, pick
from replica.reports import CARRIED_IN, NEW, RESULT_TOTAL, TOTAL, Report

TOPICS = (
    "优化营商环境",
    "养老服务体系建设",
    "保障性住房配租",
    "农村公路养护",
    "水环境综合治理",
    "稳定和扩大就业",
    "消防安全责任落实",
    "义务教育阶段学校招生",
    "普惠托育服务发展",
    "数字政府建设",
    "老旧小区改造",
    "城市公共交通优先发展",
    "公共文化设施开放",
    "粮食应急保障",
    "城市防汛排涝",
    "医疗保障便民服务",
)
_DUTIES = (
    "{unit}把公开的要求写进办文流程，拟稿时就确定公开属性，审签时逐级复核，{year}年共退回属性标注不当的文稿{a}份",
    "围绕{topic}开设专栏，全年发布办事指南、进展通报和问答材料{b}条，做到内容齐全、更新及时",
    "对照基本目录逐项查漏补缺，新增公开事项{a}项，调整表述不清的事项{c}项，并注明责任科室和更新时限",
    "把群众问得最多的{topic}事项整理成一问一答，印制折页{b}份送到社区和办事大厅",
    "依托门户网站、政务新媒体和公告栏发布{topic}信息{b}条，其中以图解、短片等形式发布{c}条",
    "就{topic}方面的重大事项公开征求意见{c}次，收到建议{a}条，采纳情况已向社会反馈",
)
_CARE = (
    "推行受理、查找、会商、答复、归档五步办理法，每一步都有记录，每一份答复都经过合法性审核",
    "遇到表述不清的申请，先与申请人电话沟通，帮助其补正，尽量减少来回奔波",
    "对涉及多个单位的申请实行联合会商，{year}年共会商{c}次，没有发生超期答复的情况",
    "整理答复文书样式{c}种，供各单位参照使用，答复的规范程度进一步提高",
    "开通网上申请查询功能，申请人凭编号就能看到办理进度，{year}年共查询{a}次",
    "对申请较多的{topic}事项，研究转为主动公开，已有{c}项内容在门户网站长期公布",
    "每季度抽查答复卷宗{a}份，就认定依据、送达方式等问题逐件点评，限期改正",
    "请法律顾问参加疑难申请的研究，全年出具书面意见{c}份，降低了争议风险",
)
_PLATFORM = (
    "升级门户网站检索功能，支持按文号、标题和主题查询，平均响应时间缩短到一秒以内",
    "对长期不更新的栏目进行合并，关停账号{c}个，保留的账号全部明确专人维护",
    "在{district}等地设立公开查阅点{c}处，配备自助查询设备，方便不会上网的群众",
    "定期检查链接有效性和错别字，全年整改问题{a}个，整改完成率达到百分之百",
    "完善{topic}专题页面，把政策、办事、咨询三个入口放在一处，累计访问{b}人次",
    "给历史文件补上文号、日期和有效性标注，{year}年共补录{b}条，查询结果更加准确",
    "在移动端增加字号放大和语音播报，{district}等地的老年用户可以一键切换",
    "与档案馆建立移交机制，按季度移交文件目录，{year}年移交{a}批次",
)
_FAULTS = (
    "个别单位对公开工作重视不够，信息更新有时不够及时",
    "政策解读形式还比较单一，图文和视频解读所占比例偏低",
    "基层工作人员调整较多，业务能力有待加强",
    "部分栏目设置与群众的查找习惯还有距离",
    "{topic}方面的数据公开还不够细，可下载、可复用的表格不多",
    "对已公开内容的后续维护不够，有的办事指南没有随政策变化而调整",
    "公开申请的前期沟通做得不够，个别答复引用条款不够准确",
    "县区之间工作进展不平衡，{district}等地的基础还比较薄弱",
)
_CURES = (
    "建立月度提醒制度，对临近更新期限的栏目自动提示，对逾期的单位书面督办",
    "把解读材料与文件同步起草、同步审核、同步发布，鼓励主要负责人带头解读",
    "分两期组织业务培训，采取案例讲评和现场模拟的方式，力争覆盖全部经办人员",
    "邀请群众代表体验检索和办事流程，根据体验结果调整栏目名称和层级",
    "把{topic}信息公开情况列入年度考核，考核结果与评先评优挂钩",
    "对{district}等地开展上门辅导，一地一策列出问题清单，整改一项销号一项",
    "梳理近三年的答复案例，编成简明手册，印发各经办单位学习使用",
    "以可下载的表格发布{topic}数据，注明口径和更新时间，方便社会利用",
)
_GOALS = (
    "坚持问题导向，把{topic}作为全年公开的重点，做到决策、执行、管理、服务、结果全过程公开",
    "加强{topic}政策的集成发布，按对象、按事项归类，让企业和群众一次找全、一看就懂",
    "健全{topic}信息发布的审核机制，先审后发、一事一审，防止泄露个人隐私和商业秘密",
    "回应社会对{topic}的关切，重要舆情在规定时限内发布权威信息，做到有问必答",
    "推动{topic}事项标准化，统一名称、依据、时限和渠道，并在{district}先行试点",
)


def _filled(sentence: str, place: Place, unit: Unit, year: int, *key: object) -> str:
    return sentence.format(
        unit=unit.short,
        year=year,
        topic=pick(TOPICS, place.slug, unit.name, year, sentence, *key),
        district=pick(place.districts, place.slug, year, sentence, *key),
        a=between(6, 48, place.slug, unit.name, year, sentence, "a", *key),
        b=between(120, 2600, place.slug, unit.name, year, sentence, "b", *key),
        c=between(2, 14, place.slug, unit.name, year, sentence, "c", *key),
    )


def _several(bank: tuple[str, ...], count: int, place: Place, unit: Unit, year: int, *key: object) -> str:
    start = between(0, len(bank) - 1, place.slug, unit.name, year, bank[0], *key)
    chosen = (bank[(start + nth) % len(bank)] for nth in range(count))
    return "；".join(_filled(sentence, place, unit, year, *key) for sentence in chosen) + "。"


def report_opening(place: Place, unit: Unit, year: int) -> list[str]:
    """The paragraph before 一: basis, period, contact."""
    return [
        f"本报告由{unit.name}依照《中华人民共和国政府信息公开条例》和{place.province}有关要求编制，统计时段为"
        f"{year}年1月1日至{year}年12月31日。全文分为六个部分，电子版可在{place.site}门户网站"
        f"（http://{place.domain}/）下载。对内容有疑问的，请与{unit.name}联系，地址：{place.address}，"
        f"邮政编码：{place.postcode}，电话：{place.phone}，电子邮箱：gongkai@{place.domain[4:]}。"
    ]


def report_sections(place: Place, unit: Unit, year: int, figures: Report) -> dict[int, list[str]]:
    """Paragraphs of sections 一, 五 and 六, headings included; the tables stand between them."""
    total = {row: figures.of("三", row, TOTAL) for row in (NEW, CARRIED_IN, RESULT_TOTAL)}
    general = [
        "一、总体情况",
        f"（一）主动公开。{year}年，{_several(_DUTIES, 3, place, unit, year, 'general')}",
        f"（二）依申请公开。全年新收政府信息公开申请{total[NEW]}件，上年结转{total[CARRIED_IN]}件，"
        f"已办结{total[RESULT_TOTAL]}件。{_several(_CARE, 2, place, unit, year)}",
        f"（三）政府信息管理。{_several(_DUTIES, 2, place, unit, year, 'records')}",
        f"（四）平台建设。{_several(_PLATFORM, 2, place, unit, year)}",
        f"（五）监督保障。明确一名负责人分管公开工作，年初部署、年中检查、年末考核，全年组织培训"
        f"{between(2, 6, place.slug, unit.name, year, 'training')}次，未发生责任追究的情形。",
    ]
    faults = [
        "五、存在的主要问题及改进情况",
        f"{year}年工作取得一定进展，但仍有不足：{_several(_FAULTS, 2, place, unit, year)}",
        f"下一步将重点做好以下工作：{_several(_CURES, 2, place, unit, year)}",
    ]
    other = [
        "六、其他需要报告的事项",
        f"{year}年度未收取政府信息公开信息处理费，没有其他需要报告的事项。",
    ]
    return {1: general, 5: faults, 6: other}


def plan(place: Place, unit: Unit, year: int, title: str) -> list[str]:
    """A work plan: the covering order, then the plan itself in four chapters."""
    chapters = (
        "突出重点，提高公开质量",
        "依法依规，办好公开申请",
        "建好平台，方便群众查询",
        "压实责任，保障任务落实",
    )
    banks = (_GOALS, _CARE, _PLATFORM, _CURES)
    month = between(3, 5, place.slug, unit.name, year, "plan")
    day = between(2, 28, place.slug, unit.name, year, "day")
    paragraphs = [
        "各有关单位：",
        f"现将《{title}》印发给你们，请结合本单位实际，明确分工和时限，认真抓好落实。",
        f"{unit.name}",
        f"{year}年{month}月{day}日",
        "（此件公开发布）",
        f"{title}",
        f"为做好{year}年政务公开工作，更好服务{place.name}高质量发展，结合{unit.short}实际，制定本要点。",
    ]
    numeral = 0
    for nth, (chapter, bank) in enumerate(zip(chapters, banks, strict=True)):
        paragraphs.append(f"{'一二三四'[nth]}、{chapter}")
        for part in range(3):
            numeral += 1
            heading = pick(TOPICS, place.slug, unit.name, year, nth, part)
            paragraphs.append(f"（{'一二三'[part]}）推进{heading}信息公开。")
            paragraphs.append(f"{numeral}.{_several(bank, 2, place, unit, year, nth, part)}")
    paragraphs.append("各单位落实本要点的情况，要写入本年度政府信息公开工作年度报告，接受社会监督。")
    return paragraphs


def summary(place: Place, unit: Unit, year: int) -> list[str]:
    """A work summary: what was done, what is lacking, what comes next."""
    topic = pick(TOPICS, place.slug, year, "summary")
    paragraphs = [
        f"{year}年，{place.name}按照年初确定的工作要点，围绕{topic}等重点，"
        "扎实推进政务公开，各项任务基本完成。现将有关情况总结如下。",
        "一、主要做法和成效",
    ]
    for nth, bank in enumerate((_DUTIES, _CARE, _PLATFORM)):
        paragraphs.append(
            f"（{'一二三'[nth]}）{('主动公开更加全面', '申请办理更加规范', '平台建设更加实用')[nth]}。"
        )
        for part in range(3):
            lead = ("一是", "二是", "三是")[part]
            paragraphs.append(lead + _several(bank, 2, place, unit, year, "summary", nth, part))
    paragraphs += [
        "二、存在的不足",
        _several(_FAULTS, 3, place, unit, year, "summary"),
        f"三、{year + 1}年工作打算",
        _several(_CURES, 3, place, unit, year, "summary"),
        f"{place.name}政务公开办公室",
        f"{year}年12月{between(8, 28, place.slug, year, 'summary')}日",
    ]
    return paragraphs


def policy(place: Place, unit: Unit, year: int, topic: str) -> list[str]:
    """A normative document in articles."""
    district = pick(place.districts, place.slug, topic)
    days = between(5, 30, place.slug, topic, "days")
    most = between(2, 20, topic, year) * 1000
    rate = between(5, 30, place.slug, topic, "rate")
    articles = (
        f"为了规范{topic}工作，维护公民、法人和其他组织的合法权益，根据有关法律法规，结合{place.name}实际，制定本办法。",
        f"{place.name}行政区域内与{topic}有关的活动，适用本办法。法律法规另有规定的，从其规定。",
        f"{topic}工作坚持政府引导、部门协同、社会参与、公开透明的原则。",
        f"{unit.name}负责统筹协调，{'、'.join(place.districts[:3])}等地负责本辖区内的组织实施。",
        f"申请人可以在政务服务大厅或者门户网站提出申请，受理单位应当在{days}个工作日内作出决定，并说明理由。",
        f"对符合条件的申请人，按照核定费用的{rate}%给予补助，每户每年不超过{most}元。",
        f"{district}可以结合实际制定实施细则，报{unit.name}备案后公布施行。",
        "受理单位应当建立台账，长期保存申请材料、审核意见和发放记录，不得遗失、涂改。",
        "工作人员玩忽职守、滥用职权的，依法给予处分；构成犯罪的，依法追究刑事责任。",
        f"本办法自{year + 1}年1月1日起施行，有效期五年，由{unit.name}负责解释。",
    )
    opening = [
        "各县（市、区）人民政府，市各有关部门和单位：",
        f"《{place.name}{topic}管理办法》已经研究同意，现印发给你们，请认真贯彻执行。",
        f"{place.name}{topic}管理办法",
    ]
    numerals = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
    return opening + [f"第{n}条　{text}" for n, text in zip(numerals, articles, strict=True)]
