# language: zh-CN
功能: 独自住在县城的失智老人
  李奶奶八十三岁，丝厂退休，老伴走了以后一个人住在冕宁县城的老房子里。
  这两年她总忘事，买菜找不到回家的路，州里的医院诊断为阿尔茨海默病。
  能力评估写的是轻度失能：饭还能自己吃，药要有人盯着。
  女儿在西昌上班，每月回来两次，平时是对门邻居照看，社区给她结了一位志愿者。
  她舍不得搬去养老院，只想装几个扶手，再要一只能找到她的手环。

  场景: 李奶奶八十三岁，独自住在冕宁县城，有失智
    假如 一位老人
      | 出生日期             | 1941-09-12 |
      | 性别                 | 女         |
      | 常住地               | 冕宁县     |
      | 户籍地               | 冕宁县     |
      | 城乡                 | 城镇       |
      | 持有有效证件         | 是         |
      | 住在移民安置社区     | 否         |
      | 在设施服务范围内     | 是         |
      | 养老方式             | 居家       |
      | 所住敬老院拟撤并     | 否         |
      | 居住照料状况         | 独居、空巢 |
      | 事实无人照料         | 不详       |
      | 计划生育特殊家庭类型 | 无         |
      | 家庭照护者           | 否         |
      | 是老年人的家庭成员   | 否         |
      | 是老年人的子女       | 否         |
      | 优抚身份             | 无         |
      | 为社会作出重要贡献   | 否         |
      | 已退休               | 是         |
      | 退休前职业           | 其他       |
      | 五老身份             | 无         |
    并且 此人
      | 已做能力评估       | 是       |
      | 老年人能力等级     | 轻度失能 |
      | 认知障碍           | 是       |
      | 生活自理能力       | 半护理   |
      | 需要长期照护       | 是       |
      | 行动受限           | 否       |
      | 残疾证状态         | 无       |
      | 患慢性病           | 是       |
      | 患门诊慢特病       | 不详     |
      | 患重特大疾病       | 否       |
      | 重病               | 否       |
      | 疾病终末期         | 否       |
      | 正在住院           | 否       |
      | 异地就医           | 否       |
      | 使用智能技术有困难 | 是       |
      | 符合长期处方条件   | 不详     |
    并且 此人
      | 社会救助身份             | 无             |
      | 家庭收入层次             | 中低收入       |
      | 符合最低生活保障认定办法 | 否             |
      | 符合特困人员认定办法     | 否             |
      | 住房困难                 | 否             |
      | 突发急难                 | 否             |
      | 生活无着情形             | 无             |
      | 因病致贫返贫风险         | 否             |
      | 符合医疗救助条件         | 否             |
      | 基本养老保险类型         | 企业职工       |
      | 养老保险状态             | 领取待遇       |
      | 基本医疗保险类型         | 职工医保       |
      | 就诊机构级别             | 二级及以下医院 |
      | 参加长期护理保险         | 否             |
      | 已享受补贴               | 无             |
      | 符合冕宁高龄补贴规定     | 不详           |
      | 符合养老护理补贴办法     | 不详           |
      | 符合养老服务补贴办法     | 不详           |
      | 符合冕宁县老年助餐方案   | 不详           |
    并且 此人
      | 有集中供养意愿       | 否 |
      | 有集中照护需求       | 否 |
      | 申请入住公办养老机构 | 否 |
      | 有适老化改造意愿     | 是 |
      | 需要智慧手环         | 是 |
      | 享受助餐服务         | 是 |
      | 已结对志愿者         | 是 |
      | 有照护培训需求       | 否 |
      | 有就业意愿           | 否 |
      | 有志愿服务意愿       | 否 |
      | 有法律服务需求       | 否 |
      | 是诉讼当事人         | 否 |
      | 处于疫情应急处置期   | 否 |
    当 在 2025-03-01 核定
    那么 可以享受的有
      | mianning/1-1-pension-adjust-history           | 退休人员养老金连年调整                                             |
      | mianning/1-1-employee-med-reimb               | 职工医保费用报销（分三级）                                         |
      | mianning/2-2-key-groups                       | 重点对象养老服务优先保障                                           |
      | mianning/2-2-ltc-rigid-need                   | 失能失智老年人长期照护                                             |
      | mianning/3-1-employee-pension-adjust          | 职工基本养老金调整                                                 |
      | mianning/3-2-neighbour-extension              | 机构延伸服务                                                       |
      | mianning/4-1-universal-preferential           | 普惠性优待项目                                                     |
      | mianning/4-1-charity-poor                     | 慈善活动（特别是贫困老年人）                                       |
      | mianning/4-1-list-classified                  | 基本养老服务清单分类服务（养老保障、生活照料、康复照护、社会救助） |
      | mianning/4-1-ability-assessment               | 老年人能力综合评估                                                 |
      | mianning/4-1-active-response-groups           | 孤寡等六类老年人养老服务保障                                       |
      | mianning/4-2-bath-clean-visit                 | 助浴助洁和巡访关爱服务                                             |
      | mianning/4-2-visit-system                     | 居家社区探访制度                                                   |
      | mianning/4-2-integrated-home-care             | 居家老人一体化养老服务                                             |
      | mianning/4-3-nursing-institutions             | 养护型、认知障碍照护型养老机构                                     |
      | mianning/4-3-inclusive-institutions           | 面向中低收入群体的普惠型养老服务机构                               |
      | mianning/4-3-institution-outreach             | 养老机构辐射周边的居家社区养老服务                                 |
      | mianning/4-3-public-institution-social-elders | 公办养老机构逐步为社会老年人提供基本养老服务                       |
      | mianning/4-4-emergency-call                   | 呼叫和应急救援服务                                                 |
      | mianning/4-4-digital-training                 | “智慧助老”培训                                                     |
      | mianning/4-4-home-medical                     | 家庭病床、巡诊等上门医疗                                           |
      | mianning/4-5-meal-priority                    | 特殊困难老人助餐优先保障                                           |
      | mianning/4-5-meal-differential-subsidy        | 助餐差异化补贴                                                     |
      | mianning/4-5-meal-discount                    | 特殊困难老年人助餐优惠                                             |
      | mianning/5-1-health-management                | 老年人健康管理、中医药健康管理                                     |
      | mianning/5-1-family-doctor-package            | 个性化家庭医生签约服务包                                           |
      | mianning/5-1-chronic-screening                | 高血压、糖尿病等慢性病早筛干预                                     |
      | mianning/5-1-chronic-medicine-supply          | 慢性病患者社区药品配备                                             |
      | mianning/5-1-health-actions                   | 口腔健康、营养改善、阿尔茨海默病防治、心理关爱行动                 |
      | mianning/5-1-free-flu-vaccine                 | 老年人免费接种流感疫苗                                             |
      | mianning/5-1-home-visit-medical               | 居家医疗服务（医疗服务价格+上门服务费）                            |
      | mianning/5-1-home-nursing                     | 上门护理、“互联网+护理服务”                                        |
      | mianning/5-1-tcm-services                     | 中医药适宜技术和服务项目                                           |
      | mianning/5-2-family-doctor-priority           | 家庭医生优先签约                                                   |
      | mianning/5-2-home-health-care                 | 居家健康养老服务（医疗、护理、康复、健康管理延伸至家庭）           |
      | mianning/5-2-home-basic-health                | 定期体检、上门巡诊、家庭病床、社区护理、健康管理                   |
      | mianning/5-2-free-clinic                      | 老年人义诊                                                         |
      | mianning/5-3-rural-medcare-institutions       | 农村医养结合型养老机构（面向失能、失智、高龄老年人）               |
      | mianning/6-1-sports-venues                    | 公共体育场馆、学校体育设施免费或优惠                               |
      | mianning/6-2-volunteer-recipients             | 低龄健康老年人为高龄、失能老年人志愿服务（受助）                   |
      | mianning/6-4-priority-seats                   | 专席和绿色通道                                                     |
      | mianning/6-4-offline-channels                 | 线下渠道、人工窗口、线下名额                                       |
      | mianning/6-4-one-card-access                  | “一证通行”                                                         |
      | mianning/6-5-priority-convenience             | 医疗、交通出行等优先便利                                           |
      | mianning/6-5-culture-tourism-discount         | 公共文化设施、景区免费或优惠                                       |
      | mianning/6-5-commercial-priority              | 商业、水电气、通讯、金融优先便利                                   |
      | mianning/6-5-charity-hardship                 | 慈善活动（特别是困难老年人）                                       |
      | mianning/8-2-visit-100                        | 居家特殊困难、失能老年人探访帮扶                                   |
      | mianning/8-2-home-service-purchase            | 政府购买居家养老服务（助餐、助浴、助洁、助急、助医）               |
      | mianning/8-3-inclusive-care                   | 普惠养老（工薪、中低收入群体）                                     |
      | mianning/8-4-canteen                          | 老年食堂助餐配餐、公益价格堂食、老年专座                           |
      | mianning/8-4-paired-errands                   | 结对老人无偿代跑帮办                                               |
      | mianning/8-5-smart-bracelet                   | 独居老年人智慧手环                                                 |
      | jilin/17-nonlocal                             | 外埠老年人同等优待                                                 |
      | tiexi/14-id-preferential                      | 凭身份证享受优待                                                   |
    那么 待定的有
      | mianning/1-1-advanced-age-allowance | 高龄老人生活补贴       |
      | mianning/3-2-admit-unattended       | 接收事实无人照料老年人 |
      | mianning/4-1-advanced-age-allowance | 老年人高龄津贴         |
      | mianning/5-1-long-prescription      | 4-12周慢性病长期处方   |
      | mianning/8-4-meal-subsidy           | 老年人就餐补贴         |
    那么 不能享受的有
      | mianning/1-1-resident-med-reimb            | 城乡居民医保费用报销（分三级）                               |
      | mianning/3-1-resident-base-pension         | 城乡居民基础养老金标准调整                                   |
      | mianning/3-1-one-stop-assistance           | 医疗救助省内“一站式”结算                                     |
      | mianning/3-1-cross-region-settlement       | 慢特病异地就医直接结算                                       |
      | mianning/3-1-dibao                         | 最低生活保障                                                 |
      | mianning/3-1-tekun                         | 特困人员救助供养                                             |
      | mianning/3-1-assistance-standard-adjust    | 低保、特困救助标准调整                                       |
      | mianning/3-1-hardship-visit-care           | 经济困难老年人访视、照料服务                                 |
      | mianning/3-1-critical-illness-insurance    | 重特大疾病医疗保险                                           |
      | mianning/3-1-medical-assistance            | 医疗救助                                                     |
      | mianning/3-1-temporary-assistance          | 临时救助（救急难）                                           |
      | mianning/3-1-vagrant-assistance            | 流浪乞讨、遭遗弃等生活无着落老年人救助                       |
      | mianning/3-1-housing-security              | 住房保障                                                     |
      | mianning/3-2-central-support-100           | 兜底保障对象集中供养                                         |
      | mianning/3-2-priority-lowcost              | 无偿或低偿机构养老服务（优先）                               |
      | mianning/3-2-unable-self-care              | 生活不能自理人员集中供养                                     |
      | mianning/3-3-resettle-residents            | 撤并敬老院供养对象就近安置                                   |
      | mianning/3-3-tekun-nursing-standard        | 特困人员照料护理补贴标准动态调整                             |
      | mianning/3-3-rural-patrol                  | 农村特殊困难老年人关爱巡访与帮扶                             |
      | mianning/3-3-left-behind-care              | 农村留守老年人关爱服务                                       |
      | mianning/3-3-volunteer-pairing             | 农村老年人志愿结对帮扶                                       |
      | mianning/3-3-rural-family-training         | 农村家庭养老照护培训                                         |
      | mianning/3-3-rural-tekun-care              | 农村特困失能老年人集中照护                                   |
      | mianning/3-3-institution-medical           | 特困失能人员集中照护机构内医疗诊疗                           |
      | mianning/3-3-village-mutual-aid            | 村级互助养老点服务                                           |
      | mianning/4-1-nursing-subsidy               | 老年人护理补贴                                               |
      | mianning/4-1-service-subsidy               | 老年人服务补贴                                               |
      | mianning/4-1-ltci                          | 长期护理保险                                                 |
      | mianning/4-1-list-key-groups               | 基本养老服务清单重点保障对象                                 |
      | mianning/4-1-hardship-identification       | 困难老年人精准识别、“服务找人”                               |
      | mianning/4-2-priority-home-community       | 居家社区养老服务优先保障                                     |
      | mianning/4-2-family-care-bed               | 家庭照护床位                                                 |
      | mianning/4-2-carer-training                | 重度残疾、失能老年人家庭成员照护和急救培训                   |
      | mianning/4-3-dementia-zone                 | 失智老年人护理专区                                           |
      | mianning/4-3-admission-assessment          | 公办养老机构入住评估轮候                                     |
      | mianning/4-3-public-institution-priority   | 公办养老机构优先接收                                         |
      | mianning/4-3-military-priority             | 优抚对象入住公办机构同等优先                                 |
      | mianning/4-5-rural-meals                   | 农村老年助餐服务                                             |
      | mianning/5-1-ltc-service                   | 失能老年人长期照护服务                                       |
      | mianning/5-1-health-knock                  | 失能老年人“健康敲门行动”                                     |
      | mianning/5-1-hospice                       | 安宁疗护服务                                                 |
      | mianning/5-1-triple-protection             | 基本医保、大病保险、医疗救助三重保障                         |
      | mianning/5-2-care-transfer                 | 医院内长期照护老年人转介养老机构                             |
      | mianning/5-2-institution-residents-medical | 入住养老机构老年人医疗健康服务                               |
      | mianning/5-2-partner-institution-care      | 合作养老机构老年人住院、康复、护理、照料、临终关怀一体化服务 |
      | mianning/5-2-institution-health-nonmedical | 养老机构内疾病防控、营养调理、中医养生等非诊疗健康服务       |
      | mianning/5-2-hospital-volunteers           | 门诊导医、出院随访                                           |
      | mianning/6-2-employment-services           | 职业介绍、职业技能培训、创新创业指导                         |
      | mianning/6-2-time-bank                     | 志愿服务积分与“时间银行”                                     |
      | mianning/6-2-low-age-volunteers            | 低龄健康老年人志愿服务                                       |
      | mianning/6-2-silver-age                    | “银龄行动”                                                   |
      | mianning/6-2-community-participation       | 参与乡村振兴、社区治理、公益慈善                             |
      | mianning/6-3-child-nursing-leave           | 子女护理假                                                   |
      | mianning/6-6-litigation-service            | 适老型诉讼服务                                               |
      | mianning/6-6-legal-fee-reduction           | 法律服务费用减免                                             |
      | mianning/6-6-home-legal-service            | 上门法律服务                                                 |
      | mianning/6-6-legal-aid                     | 法律服务、法律援助、司法救助                                 |
      | mianning/6-6-priority-case                 | 诉讼案件优先立案和审理                                       |
      | mianning/7-5-epidemic-care                 | 疫情中特殊困难老年人就医、生活、心理帮助                     |
      | mianning/7-5-epidemic-escort               | 疫情中入住机构老年人陪同就医                                 |
      | mianning/8-1-rural-tekun-care              | 农村失能特困人员集中照护应护尽护                             |
      | mianning/8-1-unable-self-care-50           | 生活不能自理兜底保障对象集中供养                             |
      | mianning/8-1-rural-tekun-central           | 农村特困人员集中供养应养尽养                                 |
      | mianning/8-1-disabled-entrusted-care       | 残疾、社会失能老年人托养需托尽托                             |
      | mianning/8-1-rural-social-elder            | 农村社会老年人基本养老“有需必应”                             |
      | mianning/8-2-home-adaptation               | 居家适老化改造                                               |
      | mianning/8-4-lunch-pilot                   | 移民安置社区老年食堂“午餐”试点                               |
      | mianning/8-9-carer-training                | 失能老年人家庭照护者培训                                     |
      | mianning/9-2-retired-medical-staff         | 退休医护人员从事失能老年人康复护理指导、培训和服务           |
    那么 "mianning/2-2-ltc-rigid-need" 的结论是 符合
    并且 理由提到 “失智”
    并且 任何理解下结论相同
    那么 "mianning/5-1-health-knock" 的结论是 不符合
    并且 理由提到 现轻度失能
    并且 结论取决于对“失能”的理解
    那么 "mianning/8-2-home-service-purchase" 的结论是 符合
    并且 理由提到 年满80周岁、83周岁、居家
    并且 结论取决于条文的理解
    那么 "mianning/4-1-advanced-age-allowance" 的结论是 待定
    并且 只缺少 符合冕宁高龄补贴规定
    那么 "mianning/8-5-smart-bracelet" 的结论是 符合
    并且 理由提到 “独居”、需要智慧手环：是
    并且 任何理解下结论相同
    那么 "mianning/8-2-home-adaptation" 的结论是 不符合
    并且 理由提到 不属于“分散供养特困人员”
    并且 任何理解下结论相同
