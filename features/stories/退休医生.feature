# language: zh-CN
功能: 身体健康、还想做点事的退休医生
  周医生六十四岁，在渝中区的医院里看了一辈子内科，前年退休，拿机关事业单位的养老金。
  她身体很好，每天走一万步，孩子在外地，老两口住在半山的老街上。
  她愿意到社区给老人义务看诊，也想再找一份半天的工作。
  街道问她，六十四岁的人能得到什么，又能做点什么。

  场景: 周医生六十四岁，渝中区的退休医生，想做志愿者也想再工作
    假如 一位老人
      | 出生日期             | 1960-05-16       |
      | 性别                 | 女               |
      | 常住地               | 渝中区           |
      | 户籍地               | 渝中区           |
      | 城乡                 | 城镇             |
      | 持有有效证件         | 是               |
      | 养老方式             | 居家             |
      | 居住照料状况         | 空巢、与家人同住 |
      | 事实无人照料         | 否               |
      | 计划生育特殊家庭类型 | 无               |
      | 家庭照护者           | 否               |
      | 是老年人的家庭成员   | 是               |
      | 是老年人的子女       | 否               |
      | 优抚身份             | 无               |
      | 为社会作出重要贡献   | 否               |
      | 已退休               | 是               |
      | 退休前职业           | 医疗卫生         |
      | 五老身份             | 老专家           |
    并且 此人
      | 已做能力评估       | 否     |
      | 老年人能力等级     | 不详   |
      | 认知障碍           | 否     |
      | 生活自理能力       | 全自理 |
      | 需要长期照护       | 否     |
      | 行动受限           | 否     |
      | 残疾证状态         | 无     |
      | 患慢性病           | 否     |
      | 患重特大疾病       | 否     |
      | 重病               | 否     |
      | 疾病终末期         | 否     |
      | 正在住院           | 否     |
      | 使用智能技术有困难 | 否     |
    并且 此人
      | 社会救助身份         | 无           |
      | 家庭收入层次         | 中等收入     |
      | 生活无着情形         | 无           |
      | 基本养老保险类型     | 机关事业单位 |
      | 养老保险状态         | 领取待遇     |
      | 基本医疗保险类型     | 职工医保     |
      | 参加长期护理保险     | 是           |
      | 符合重庆市长护险办法 | 否           |
      | 已享受补贴           | 无           |
      | 符合长寿补贴办法     | 否           |
      | 符合高龄失能补贴办法 | 否           |
      | 符合居家养老补贴办法 | 不详         |
      | 符合助养补贴办法     | 不详         |
      | 有就业意愿           | 是           |
      | 有创业意愿           | 否           |
      | 有志愿服务意愿       | 是           |
      | 有法律服务需求       | 否           |
      | 是诉讼当事人         | 否           |
    当 在 2025-03-01 核定
    那么 可以享受的有
      | yuzhong/08-meal                | 老年助餐服务                                         |
      | yuzhong/08-bath-clean          | 助浴助洁服务                                         |
      | yuzhong/08-visit-care          | 探访关爱服务                                         |
      | yuzhong/12-pension-adjust-2024 | 2024年基本养老金调整                                 |
      | yuzhong/12-pension-payment     | 养老金按时足额发放                                   |
      | yuzhong/16-early-screening     | 慢性病、阿尔茨海默病、帕金森病等早期筛查和干预       |
      | yuzhong/17-health-actions      | 口腔健康、营养改善、痴呆防治、心理关爱行动           |
      | yuzhong/23-preferential        | 出行、就医、办事等优待                               |
      | yuzhong/24-home-adaptation     | 特殊困难老年人的家庭适老化改造                       |
      | yuzhong/26-silver-age          | “银龄行动”和老年志愿服务                             |
      | yuzhong/31-volunteer-services  | 为老志愿服务（心理疏导、家政、文艺、义诊、法律维权） |
      | yuzhong/31-visit               | 特殊困难老年人探访服务                               |
      | jilin/17-nonlocal              | 外埠老年人同等优待                                   |
      | tiexi/14-id-preferential       | 凭身份证享受优待                                     |
    那么 待定的有
      | yuzhong/10-home-care-subsidy     | 居家养老补贴 |
      | yuzhong/10-assisted-care-subsidy | 助养补贴     |
    那么 不能享受的有
      | yuzhong/10-longevity-subsidy            | 长寿补贴                               |
      | yuzhong/10-aged-incapacity-subsidy      | 高龄失能补贴                           |
      | yuzhong/10-frictionless-certification   | 补贴资格无感认证                       |
      | yuzhong/12-resident-base-pension        | 城乡居民基础养老金正常调整             |
      | yuzhong/14-ltci-benefit                 | 长期护理保险待遇                       |
      | yuzhong/16-health-management            | 老年人健康管理服务                     |
      | yuzhong/16-medcare-integrated           | 老年健康与医养结合服务                 |
      | yuzhong/18-institution-residents-health | 养老机构入住老人的健康服务             |
      | yuzhong/23-legal-aid                    | 法律服务和法律援助                     |
      | yuzhong/30-digital-help                 | “智慧助老”行动                         |
      | mianning/3-1-vagrant-assistance         | 流浪乞讨、遭遗弃等生活无着落老年人救助 |
    那么 "yuzhong/26-silver-age" 的结论是 符合
    并且 理由提到 有志愿服务意愿：是
    并且 标注 规划期已结束
    那么 "yuzhong/12-pension-adjust-2024" 的结论是 符合
    并且 理由提到 机关事业单位
    并且 任何理解下结论相同
    那么 "yuzhong/16-health-management" 的结论是 不符合
    并且 理由提到 现64周岁
    并且 结论取决于条文的理解
    那么 "yuzhong/23-preferential" 的结论是 符合
    并且 结论取决于条文的理解
    那么 "yuzhong/24-home-adaptation" 的结论是 符合
    并且 理由提到 “空巢”
    并且 结论取决于对“特殊困难老年人”的理解
    那么 没有 "mianning/9-2-retired-medical-staff" 的结论
