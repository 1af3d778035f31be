# language: zh-CN
功能: 在家照护失能父亲的女儿
  赵大姐四十八岁，家在四平市铁西区，父亲七十九岁，两年前中风，翻身、吃饭都离不开人。
  她辞了工作在家照护，丈夫的厂子去年关了，一家人没有一个在上班，社区给认定了零就业家庭。
  她想学学怎样给父亲翻身、喂饭才不伤着他，也想找一份离家近的活。
  父亲有退休金，但多半花在药和护理用品上；赡养负担算不算重，社区还没有定。
  她问的是自己能得到什么帮助，父亲的情况另外写在下面。

  场景: 赵大姐四十八岁，在铁西区照护失能的父亲
    假如 一位照护者
      | 出生日期             | 1976-04-18 |
      | 性别                 | 女         |
      | 常住地               | 铁西区     |
      | 户籍地               | 铁西区     |
      | 城乡                 | 城镇       |
      | 持有有效证件         | 是         |
      | 在设施服务范围内     | 不详       |
      | 养老方式             | 居家       |
      | 居住照料状况         | 与家人同住 |
      | 计划生育特殊家庭类型 | 无         |
      | 家庭照护者           | 是         |
      | 是老年人的家庭成员   | 是         |
      | 是老年人的子女       | 是         |
      | 与父母同住或就近居住 | 是         |
      | 有照护培训需求       | 是         |
      | 家中有失能成员       | 是         |
      | 零就业家庭成员       | 是         |
      | 赡养负担重           | 不详       |
      | 正在求职             | 是         |
      | 符合培训补贴条件     | 不详       |
    并且 此人
      | 患慢性病           | 否           |
      | 社会救助身份       | 无           |
      | 家庭收入层次       | 低收入       |
      | 基本养老保险类型   | 企业职工     |
      | 养老保险状态       | 缴费中       |
      | 基本医疗保险类型   | 城乡居民医保 |
      | 参加长期护理保险   | 否           |
      | 住在长护险试点城区 | 否           |
      | 已享受补贴         | 无           |
      | 生活无着情形       | 无           |
      | 有适老化改造意愿   | 是           |
      | 有就业意愿         | 是           |
      | 有创业意愿         | 否           |
      | 有志愿服务意愿     | 否           |
      | 有法律服务需求     | 否           |
      | 是诉讼当事人       | 否           |
      | 五老身份           | 无           |
    并且 其照护的老人
      | 出生日期         | 1945-10-08 |
      | 性别             | 男         |
      | 常住地           | 铁西区     |
      | 户籍地           | 铁西区     |
      | 养老方式         | 居家       |
      | 居住照料状况     | 与家人同住 |
      | 已做能力评估     | 是         |
      | 老年人能力等级   | 重度失能   |
      | 认知障碍         | 否         |
      | 生活自理能力     | 全护理     |
      | 需要长期照护     | 是         |
      | 行动受限         | 是         |
      | 残疾证状态       | 无         |
      | 患慢性病         | 是         |
      | 重病             | 否         |
      | 疾病终末期       | 否         |
      | 正在住院         | 否         |
      | 社会救助身份     | 无         |
      | 基本养老保险类型 | 企业职工   |
      | 养老保险状态     | 领取待遇   |
      | 基本医疗保险类型 | 职工医保   |
    当 在 2025-03-01 核定
    那么 可以享受的有
      | tiexi/08-carer-training        | 失能老年人家庭照护者技能培训                 |
      | jilin/09-carer-training        | 失能老年人家庭照护者的技能培训               |
      | jilin/16-home-adaptation-grant | 家庭适老化改造资助                           |
      | jilin/22-living-near-parents   | 就近居住或共同生活支持（住房、阶梯电水气价） |
    那么 待定的有
      | tiexi/08-carer-training-subsidy | 职业培训补贴                     |
      | tiexi/19-zero-employment-job    | 零就业家庭成员优先安排就业岗位   |
      | jilin/22-zero-employment-job    | 零就业家庭成员优先安排公益性岗位 |
    那么 不能享受的有
      | tiexi/01-pension                        | 基本养老金调整和按时足额发放                           |
      | tiexi/01-hardship-relief                | 困难老年人救助补助                                     |
      | tiexi/02-home-care                      | 居家老年人照护                                         |
      | tiexi/02-silver-canteen                 | 银发食堂助餐                                           |
      | tiexi/04-basic-list                     | 基本养老服务清单（分类服务）                           |
      | tiexi/04-care-service-subsidy           | 经济困难老年人的养老服务补贴                           |
      | tiexi/04-nursing-subsidy                | 失能且经济困难老年人的护理补贴                         |
      | tiexi/04-ability-assessment             | 老年人能力综合评估                                     |
      | tiexi/05-early-screening                | 重点慢性病、重大疾病早期筛查干预                       |
      | tiexi/05-brain-health-check             | 脑健康体检和失能预防                                   |
      | tiexi/05-health-actions                 | 老年口腔健康、心理关爱、营养改善行动                   |
      | tiexi/05-family-doctor                  | 家庭医生签约服务                                       |
      | tiexi/06-registration-referral          | 挂号便利、按需转诊                                     |
      | tiexi/06-green-channel                  | 老年人就医绿色通道                                     |
      | tiexi/06-hospice                        | 安宁疗护服务                                           |
      | tiexi/06-palliative-payment             | 舒缓疗护医保保障机制                                   |
      | tiexi/07-health-assessment              | 失能老年人健康评估和健康服务                           |
      | tiexi/07-ltc-service                    | 失能老年人长期照护服务                                 |
      | tiexi/07-family-care-bed                | 家庭养老床位、护理型床位、“互联网＋照护服务”           |
      | tiexi/07-ltci                           | 长期护理保险（争取试点）                               |
      | tiexi/07-community-ltc                  | 社区嵌入式长期照护服务                                 |
      | tiexi/08-tekun-institution              | 医养结合特困人员供养服务机构                           |
      | tiexi/08-care-transfer                  | 护理转移（机构承接失能老年人）                         |
      | tiexi/11-employment-services            | 就业、职业介绍、政策咨询                               |
      | tiexi/11-silver-age                     | “银龄行动”                                             |
      | tiexi/11-five-elders                    | “五老”家庭教育指导参与                                 |
      | tiexi/12-legal-support                  | 婚姻、财产、消费、金融等领域法律支持                   |
      | tiexi/12-key-legal-protection           | 法律重点保护（婚姻、财产、消费、金融）                 |
      | tiexi/12-legal-fee-reduction            | 法律服务费用减免                                       |
      | tiexi/12-home-legal-service             | 上门法律服务                                           |
      | tiexi/12-legal-aid-station              | 适老型法律援助工作站                                   |
      | tiexi/12-litigation-service             | 适老型诉讼服务                                         |
      | tiexi/13-home-adaptation-tekun          | 特困分散供养老年人居家适老化改造                       |
      | tiexi/13-home-adaptation-dibao          | 低保老年人居家适老化改造（扩围）                       |
      | tiexi/13-digital-help                   | “智慧助老”行动                                         |
      | tiexi/14-youth-volunteers               | 青年志愿者陪护、心理疏导和节日慰问                     |
      | tiexi/14-id-preferential                | 凭身份证享受优待                                       |
      | tiexi/18-institution-admission          | 收住城乡困难失能、残疾老年人的区级养老机构             |
      | jilin/03-home-community-services        | 日间照料、居家照护和喘息服务                           |
      | jilin/04-tekun-central                  | 特困人员集中供养                                       |
      | jilin/04-public-institution-priority    | 公办养老机构优先托养                                   |
      | jilin/05-basic-list                     | 基本养老服务清单（分类服务）                           |
      | jilin/05-ability-assessment             | 老年人能力综合评估                                     |
      | jilin/05-care-plan                      | 个性化照护计划                                         |
      | jilin/06-pension                        | 基本养老金调整和按时足额发放                           |
      | jilin/06-asset-income                   | 资产收益扶持等增加农村老年人收入                       |
      | jilin/06-rural-collective-subsidy       | 农村集体经济组织老年人补贴                             |
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
      | jilin/08-ltci-pilot                     | 长期护理保险试点                                       |
      | jilin/08-pilot-family-home-care         | 试点城区失能家庭的居家护理                             |
      | jilin/09-secondary-institution-services | 二级以下医疗机构的治疗、康复、照料、健康管理和家庭病床 |
      | jilin/09-referral                       | 医养机构与医疗机构双向转诊                             |
      | jilin/09-tekun-institution              | 医养结合特困人员供养服务机构                           |
      | jilin/10-care-transfer                  | 护理转移（康复护理机构承接失能老年人）                 |
      | jilin/11-hospice-map                    | “安宁地图”                                             |
      | jilin/11-hospice                        | 安宁疗护和便利服务                                     |
      | jilin/14-employment-services            | 职业介绍、职业技能培训、创新创业指导                   |
      | jilin/14-silver-age                     | “银龄行动”                                             |
      | jilin/14-five-elders                    | “五老”家庭教育指导参与                                 |
      | jilin/15-legal-fee-reduction            | 法律服务费用减免                                       |
      | jilin/15-home-legal-service             | 上门法律服务                                           |
      | jilin/15-litigation-service             | 适老型诉讼服务                                         |
      | jilin/16-home-adaptation-tekun          | 特困分散供养老年人居家适老化改造                       |
      | jilin/16-home-adaptation-dibao          | 低保老年人居家适老化改造（扩围）                       |
      | jilin/16-digital-help                   | “智慧助老”行动                                         |
      | jilin/17-youth-volunteers               | 青年志愿者陪护、疏导和节日慰问                         |
      | jilin/17-free-bus                       | 免费乘坐市内公交车                                     |
      | jilin/17-park-discount                  | 收费公园、景点减免费                                   |
      | jilin/17-nonlocal                       | 外埠老年人同等优待                                     |
      | jilin/17-ride-hailing                   | “95128”约车、低地板公交                                |
      | jilin/21-institution-admission          | 县级养老机构收住困难的失能、残疾老年人                 |
      | mianning/3-1-vagrant-assistance         | 流浪乞讨、遭遗弃等生活无着落老年人救助                 |
    那么 "tiexi/08-carer-training" 的结论是 符合
    并且 理由提到 家庭照护者：是、79周岁、重度失能
    并且 结论取决于对“失能”的理解
    那么 "tiexi/08-carer-training-subsidy" 的结论是 待定
    并且 只缺少 符合培训补贴条件
    那么 "tiexi/19-zero-employment-job" 的结论是 待定
    并且 只缺少 赡养负担重
    那么 "tiexi/07-ltc-service" 的结论是 不符合
    并且 理由提到 现48周岁
    那么 "jilin/22-living-near-parents" 的结论是 符合
    并且 理由提到 与父母同住或就近居住：是
    并且 标注 征求意见稿
    那么 "jilin/16-home-adaptation-grant" 的结论是 符合
    并且 理由提到 是老年人的家庭成员：是
    并且 标注 征求意见稿
