# language: zh-CN
功能: 疾病终末期、想在家里走完最后一程的老人
  刘大爷七十五岁，住在长春市，肺癌已经到了晚期，医生说剩下的日子要靠安宁疗护。
  他出了院，想留在自己家里，老伴日夜守着他，女儿下班就过来。
  他参加的是城乡居民医保，止痛药和上门护理能不能报销，家里人心里没有底。
  社区的评估是完全失能；长护险他也参加了，够不够条件还没有答复。
  全省的实施意见还只是征求意见稿，家里人想先知道将来能指望什么。

  场景: 刘大爷七十五岁，长春市的居民医保老人，疾病到了终末期
    假如 一位老人
      | 出生日期             | 1949-08-15 |
      | 性别                 | 男         |
      | 常住地               | 长春市     |
      | 户籍地               | 长春市     |
      | 城乡                 | 城镇       |
      | 持有有效证件         | 是         |
      | 住在长护险试点城区   | 是         |
      | 养老方式             | 居家       |
      | 居住照料状况         | 与家人同住 |
      | 事实无人照料         | 否         |
      | 计划生育特殊家庭类型 | 无         |
      | 家庭照护者           | 否         |
      | 是老年人的家庭成员   | 是         |
      | 是老年人的子女       | 否         |
      | 家中有失能成员       | 是         |
      | 零就业家庭成员       | 否         |
      | 正在求职             | 否         |
      | 为社会作出重要贡献   | 否         |
      | 五老身份             | 无         |
      | 农村集体经济组织成员 | 否         |
    并且 此人
      | 已做能力评估       | 是       |
      | 老年人能力等级     | 完全失能 |
      | 认知障碍           | 否       |
      | 生活自理能力       | 全护理   |
      | 需要长期照护       | 是       |
      | 行动受限           | 是       |
      | 残疾证状态         | 无       |
      | 患慢性病           | 是       |
      | 患重特大疾病       | 是       |
      | 重病               | 是       |
      | 疾病终末期         | 是       |
      | 正在住院           | 否       |
      | 使用智能技术有困难 | 是       |
    并且 此人
      | 社会救助身份           | 不详         |
      | 家庭收入层次           | 中低收入     |
      | 生活无着情形           | 无           |
      | 基本养老保险类型       | 城乡居民     |
      | 养老保险状态           | 领取待遇     |
      | 基本医疗保险类型       | 城乡居民医保 |
      | 参加长期护理保险       | 是           |
      | 符合试点地区长护险办法 | 不详         |
      | 有集中照护需求         | 否           |
      | 有适老化改造意愿       | 否           |
      | 有就业意愿             | 否           |
      | 有志愿服务意愿         | 否           |
      | 有法律服务需求         | 否           |
      | 是诉讼当事人           | 否           |
    当 在 2025-03-01 核定
    那么 可以享受的有
      | jilin/03-home-community-services        | 日间照料、居家照护和喘息服务                           |
      | jilin/05-basic-list                     | 基本养老服务清单（分类服务）                           |
      | jilin/05-ability-assessment             | 老年人能力综合评估                                     |
      | jilin/05-care-plan                      | 个性化照护计划                                         |
      | jilin/06-pension                        | 基本养老金调整和按时足额发放                           |
      | jilin/07-health-actions                 | 口腔健康、营养改善、痴呆防治、心理关爱行动             |
      | jilin/07-health-management              | 老年人健康管理                                         |
      | jilin/07-family-doctor                  | 家庭医生签约服务                                       |
      | jilin/07-home-disabled-medical          | 居家失能老年人的上门医疗护理（家庭病床、巡诊等）       |
      | jilin/07-medication-guidance            | 用药监测和指导                                         |
      | jilin/07-long-prescription              | 老年慢性疾病长处方                                     |
      | jilin/07-tcm-therapy                    | 中医理疗保健                                           |
      | jilin/07-green-channel                  | 老年人就医绿色通道                                     |
      | jilin/07-home-medical-reimbursement     | 居家医疗费用报销、成本价上门服务费                     |
      | jilin/08-health-assessment              | 失能老年人健康评估和健康服务                           |
      | jilin/08-ltc-service                    | 失能老年人长期照护服务                                 |
      | jilin/08-family-care-bed                | 家庭养老床位、护理型床位、“互联网+照护服务”            |
      | jilin/08-pilot-family-home-care         | 试点城区失能家庭的居家护理                             |
      | jilin/09-secondary-institution-services | 二级以下医疗机构的治疗、康复、照料、健康管理和家庭病床 |
      | jilin/10-care-transfer                  | 护理转移（康复护理机构承接失能老年人）                 |
      | jilin/11-hospice-map                    | “安宁地图”                                             |
      | jilin/11-hospice                        | 安宁疗护和便利服务                                     |
      | jilin/16-digital-help                   | “智慧助老”行动                                         |
      | jilin/17-youth-volunteers               | 青年志愿者陪护、疏导和节日慰问                         |
      | jilin/17-free-bus                       | 免费乘坐市内公交车                                     |
      | jilin/17-park-discount                  | 收费公园、景点减免费                                   |
      | jilin/17-ride-hailing                   | “95128”约车、低地板公交                                |
      | tiexi/14-id-preferential                | 凭身份证享受优待                                       |
    那么 待定的有
      | jilin/04-public-institution-priority | 公办养老机构优先托养                   |
      | jilin/08-ltci-pilot                  | 长期护理保险试点                       |
      | jilin/09-tekun-institution           | 医养结合特困人员供养服务机构           |
      | jilin/16-home-adaptation-tekun       | 特困分散供养老年人居家适老化改造       |
      | jilin/16-home-adaptation-dibao       | 低保老年人居家适老化改造（扩围）       |
      | jilin/21-institution-admission       | 县级养老机构收住困难的失能、残疾老年人 |
    那么 不能享受的有
      | jilin/04-tekun-central            | 特困人员集中供养                             |
      | jilin/06-asset-income             | 资产收益扶持等增加农村老年人收入             |
      | jilin/06-rural-collective-subsidy | 农村集体经济组织老年人补贴                   |
      | jilin/09-referral                 | 医养机构与医疗机构双向转诊                   |
      | jilin/09-carer-training           | 失能老年人家庭照护者的技能培训               |
      | jilin/14-employment-services      | 职业介绍、职业技能培训、创新创业指导         |
      | jilin/14-silver-age               | “银龄行动”                                   |
      | jilin/14-five-elders              | “五老”家庭教育指导参与                       |
      | jilin/15-legal-fee-reduction      | 法律服务费用减免                             |
      | jilin/15-home-legal-service       | 上门法律服务                                 |
      | jilin/15-litigation-service       | 适老型诉讼服务                               |
      | jilin/16-home-adaptation-grant    | 家庭适老化改造资助                           |
      | jilin/17-nonlocal                 | 外埠老年人同等优待                           |
      | jilin/22-living-near-parents      | 就近居住或共同生活支持（住房、阶梯电水气价） |
      | jilin/22-zero-employment-job      | 零就业家庭成员优先安排公益性岗位             |
      | mianning/3-1-vagrant-assistance   | 流浪乞讨、遭遗弃等生活无着落老年人救助       |
    那么 "jilin/11-hospice" 的结论是 符合
    并且 理由提到 疾病终末期：是、75周岁
    并且 任何理解下结论相同
    并且 标注 征求意见稿
    那么 "jilin/07-home-disabled-medical" 的结论是 符合
    并且 理由提到 居家、完全失能
    并且 任何理解下结论相同
    那么 "jilin/07-home-medical-reimbursement" 的结论是 符合
    并且 理由提到 城乡居民医保
    并且 标注 征求意见稿
    那么 "jilin/08-ltci-pilot" 的结论是 待定
    并且 只缺少 符合试点地区长护险办法
    那么 "jilin/21-institution-admission" 的结论是 待定
    并且 只缺少 社会救助身份
    并且 结论取决于对“困难”的理解
    那么 没有 "tiexi/06-palliative-payment" 的结论
