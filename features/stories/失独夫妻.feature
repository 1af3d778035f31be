# language: zh-CN
功能: 失去独生子的老夫妻
  何大爷六十七岁，是渠县一家酒厂的退休工人，和老伴相依为命。
  他们只有一个儿子，十年前出车祸走了，没有留下孙辈。
  两口子靠退休工资过日子，不算宽裕，也没有吃低保。
  何大爷身体还行，只是血压高；他怕的是哪天病倒了没有人签字，想请人帮忙把监护的事写清楚。
  他说自己是过来人，愿意去陪陪和他们一样的人家。

  场景: 何大爷六十七岁，渠县失独夫妻中的丈夫
    假如 一位老人
      | 出生日期             | 1957-11-03       |
      | 性别                 | 男               |
      | 常住地               | 渠县             |
      | 户籍地               | 渠县             |
      | 城乡                 | 城镇             |
      | 持有有效证件         | 是               |
      | 养老方式             | 居家             |
      | 居住照料状况         | 空巢、与家人同住 |
      | 事实无人照料         | 否               |
      | 计划生育特殊家庭类型 | 失独             |
      | 家庭照护者           | 否               |
      | 是老年人的家庭成员   | 是               |
      | 是老年人的子女       | 否               |
      | 优抚身份             | 无               |
      | 为社会作出重要贡献   | 否               |
      | 已退休               | 是               |
      | 退休前职业           | 其他             |
      | 五老身份             | 无               |
    并且 此人
      | 已做能力评估       | 是       |
      | 老年人能力等级     | 能力完好 |
      | 认知障碍           | 否       |
      | 生活自理能力       | 全自理   |
      | 需要长期照护       | 否       |
      | 行动受限           | 否       |
      | 残疾证状态         | 无       |
      | 患慢性病           | 是       |
      | 患重特大疾病       | 否       |
      | 重病               | 否       |
      | 疾病终末期         | 否       |
      | 正在住院           | 否       |
      | 使用智能技术有困难 | 不详     |
    并且 此人
      | 社会救助身份                 | 无       |
      | 家庭收入层次                 | 中低收入 |
      | 符合医疗救助条件             | 否       |
      | 基本养老保险类型             | 企业职工 |
      | 养老保险状态                 | 领取待遇 |
      | 基本医疗保险类型             | 职工医保 |
      | 属于渠县基本养老服务清单对象 | 不详     |
      | 生活无着情形                 | 无       |
    并且 此人
      | 有集中照护需求 | 否 |
      | 有就业意愿     | 否 |
      | 有创业意愿     | 否 |
      | 有志愿服务意愿 | 是 |
      | 有法律服务需求 | 是 |
      | 是诉讼当事人   | 否 |
    当 在 2025-03-01 核定
    那么 可以享受的有
      | quxian/06-visit-care          | 特殊困难老年人探访关爱             |
      | quxian/09-pension-adjust-2024 | 2024年退休人员基本养老金调整       |
      | quxian/09-pension-payment     | 养老金按时足额发放                 |
      | quxian/11-health-management   | 老年人健康管理                     |
      | quxian/11-health-actions      | 老年心理关爱和老年痴呆防治行动     |
      | quxian/11-friendly-hospitals  | 老年友善医疗机构就医便利           |
      | quxian/16-medical-priority    | 多渠道挂号、就医优先、“一站式”服务 |
      | quxian/18-legal-aid           | 老年人法律援助和法律服务           |
      | quxian/19-silver-age          | “银龄行动”和老年志愿服务           |
      | jilin/17-nonlocal             | 外埠老年人同等优待                 |
      | tiexi/14-id-preferential      | 凭身份证享受优待                   |
    那么 待定的有
      | quxian/05-basic-care-list | 渠县基本养老服务清单项目 |
    那么 不能享受的有
      | quxian/06-lonely-incapacitated-services | 孤寡和失能老年人服务                       |
      | quxian/06-hardship-identification       | 困难老年人识别与动态管理                   |
      | quxian/06-concentrated-care             | 经济困难的失能老人集中照护                 |
      | quxian/07-rural-concentrated-care       | 农村养老中的集中照护项目（经济困难、失能） |
      | quxian/09-personal-pension              | 个人养老金制度                             |
      | quxian/10-medical-safety-net            | 困难老年人医疗保障应保尽保、应救尽救       |
      | quxian/10-critical-illness-relief       | 困难老年人重特大疾病费用减负               |
      | quxian/11-hospice                       | 安宁疗护（临终关怀）服务                   |
      | quxian/11-home-sickbed                  | 家庭病床服务                               |
      | quxian/12-health-knock                  | 失能老年人“健康敲门行动”                   |
      | quxian/18-litigation-channel            | 老年人诉讼专用通道                         |
      | quxian/19-employment-services           | 老年人就业创业公共服务                     |
      | quxian/20-hardship-condolence           | 困难老人关心慰问                           |
      | mianning/3-1-vagrant-assistance         | 流浪乞讨、遭遗弃等生活无着落老年人救助     |
    那么 "quxian/06-visit-care" 的结论是 符合
    并且 理由提到 “特殊困难老年人”、67周岁
    并且 结论取决于条文的理解
    并且 标注 规划期已结束
    那么 "quxian/10-medical-safety-net" 的结论是 不符合
    并且 理由提到 “困难”
    并且 结论取决于对“困难”的理解
    那么 "quxian/20-hardship-condolence" 的结论是 不符合
    并且 结论取决于对“困难”的理解
    那么 "quxian/06-lonely-incapacitated-services" 的结论是 不符合
    并且 理由提到 “孤寡”、“失能”
    并且 任何理解下结论相同
    那么 "quxian/18-legal-aid" 的结论是 符合
    并且 理由提到 有法律服务需求：是
    并且 任何理解下结论相同
    那么 "quxian/05-basic-care-list" 的结论是 待定
    并且 只缺少 属于渠县基本养老服务清单对象
    并且 标注 规划期已结束
