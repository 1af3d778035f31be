// The rule language, evaluated: written from docs/language.md alone, to see that the page says all of it.
// It reads a rule book that is right (`huilao check` says so) and tells mistakes only where it cannot go on.

// Numbers are fractions of whole numbers without bound; an open end is Infinity or -Infinity.

const gcd = (a, b) => (b ? gcd(b, a % b) : a < 0n ? -a : a);
const fraction = (n, d = 1n) => {
  const by = gcd(n, d) * (d < 0n ? -1n : 1n);
  return { n: n / by, d: d / by };
};
const ZERO = fraction(0n);
const HUNDREDTH = fraction(1n, 100n);
const isOpen = (end) => typeof end === "number";
const sign = (a) => (isOpen(a) ? Math.sign(a) : a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
const negative = (a) => (isOpen(a) ? -a : { n: -a.n, d: a.d });
const plus = (a, b) => (isOpen(a) ? a : isOpen(b) ? b : fraction(a.n * b.d + b.n * a.d, a.d * b.d));
const times = (a, b) => {
  if (!sign(a) || !sign(b)) return ZERO;
  return isOpen(a) || isOpen(b) ? sign(a) * sign(b) * Infinity : fraction(a.n * b.n, a.d * b.d);
};
const compare = (a, b) => {
  if (isOpen(a) || isOpen(b)) return Math.sign((isOpen(a) ? a : 0) - (isOpen(b) ? b : 0)) || 0;
  return sign(fraction(a.n * b.d - b.n * a.d, a.d * b.d));
};
const least = (ends) => ends.reduce((a, b) => (compare(b, a) < 0 ? b : a));
const greatest = (ends) => ends.reduce((a, b) => (compare(b, a) > 0 ? b : a));

/** A number as it is written: 1500, 0.01, "1/3"; null where it is none. */
function numberIn(written) {
  const found = /^(-?\d+)(?:\.(\d+))?(?:\/(\d+))?$/.exec(String(written));
  if (!found) return null;
  const [, whole, decimals = "", below = "1"] = found;
  return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length) * BigInt(below));
}

/** The same number as a decimal; of one without end six digits after the point. */
function textOf(number) {
  let places = 0;
  while (places < 40 && 10n ** BigInt(places) % number.d) places += 1;
  if (places === 40) return textOf(rounded(number, fraction(1n, 1000000n), "half_up")).replace(/\.(\d+)$/, (_, after) => `.${after.padEnd(6, "0")}`);
  const digits = String((number.n < 0n ? -number.n : number.n) * 10n ** BigInt(places) / number.d).padStart(places + 1, "0");
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return number.n < 0n ? `-${text}` : text;
}

function rounded(end, to, mode) {
  if (isOpen(end)) return end;
  const { n, d } = times(end, { n: to.d, d: to.n });
  const floor = (a, b) => (a - (((a % b) + b) % b)) / b;
  const whole = { down: floor(n, d), up: -floor(-n, d), half_up: floor(2n * n + d, 2n * d) }[mode];
  return times(fraction(whole), to);
}

// Days are counted; months are added by the calendar, and stop at the month's last day.

function dayNumber(year, month, day) {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear;
}
function civil(day) {
  const era = Math.floor(day / 146097);
  const ofEra = day - era * 146097;
  const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [year + era * 400 + (month < 3 ? 1 : 0), month, ofYear - Math.floor((153 * shifted + 2) / 5) + 1];
}
const monthLength = (year, month) => (month === 12 ? 31 : dayNumber(year, month + 1, 1) - dayNumber(year, month, 1));
function addMonths(day, months) {
  if (!Number.isFinite(day)) return day;
  const [year, month, ofMonth] = civil(day);
  const count = year * 12 + month - 1 + months;
  const [y, m] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1];
  return dayNumber(y, m, Math.min(ofMonth, monthLength(y, m)));
}
/** The first and the last day of 1942, 1942-05 or 1942-05-10. */
function daysIn(written) {
  const [year, month, day] = String(written).split("-").map(Number);
  if (day) return [dayNumber(year, month, day), dayNumber(year, month, day)];
  if (month) return [dayNumber(year, month, 1), dayNumber(year, month, monthLength(year, month))];
  return [dayNumber(year, 1, 1), dayNumber(year, 12, 31)];
}
const dayIn = (written) => daysIn(written)[0];

/** `2 years`, `60岁6个月`, `30 days` in months or days. A plain number is years. */
function lengthIn(written) {
  const text = String(written);
  const part = (pattern) => Number(pattern.exec(text)?.[1] ?? 0);
  if (/^\d+$/.test(text)) return { months: 12 * Number(text), step: 12 };
  if (/days?|天/.test(text)) return { days: part(/(\d+)/) };
  if (!/\d+\s*(years?|岁|周岁|年|months?|个月)/.test(text)) return null;
  const months = part(/(\d+)\s*(?:months?|个月)/);
  return { months: 12 * part(/(\d+)\s*(?:years?|岁|周岁|年)/) + months, step: /months?|个月/.test(text) ? 1 : 12 };
}

// Truth: no, unknown, yes. With it goes what would have to be known, where it is unknown.

const NO = 0, UNKNOWN = 1, YES = 2;
const told = (truth, waits = []) => ({ truth, waits: truth === UNKNOWN ? new Set(waits) : new Set() });
const joined = (parts) => parts.flatMap((part) => [...part.waits]);
const both = (parts) => told(Math.min(YES, ...parts.map((part) => part.truth)), joined(parts));
const either = (parts) => told(Math.max(NO, ...parts.map((part) => part.truth)), joined(parts));
const not = (part) => told(YES - part.truth, part.waits);
/** Of all values that something may have, each meeting a test or not. */
const ofAll = (values, meets, path) => {
  const met = values.filter(meets).length;
  return told(met === 0 ? NO : met === values.length ? YES : UNKNOWN, [path]);
};
const atLeast = (a, b) => told(compare(a.lo, b.hi) >= 0 ? YES : compare(a.hi, b.lo) < 0 ? NO : UNKNOWN, joined([a, b]));
const above = (a, b) => told(compare(a.lo, b.hi) > 0 ? YES : compare(a.hi, b.lo) <= 0 ? NO : UNKNOWN, joined([a, b]));
const ORDERS = { at_least: atLeast, above, at_most: (a, b) => not(above(a, b)), below: (a, b) => not(atLeast(a, b)) };
const within = (lo, hi, waits = []) => ({ lo, hi, waits: new Set(compare(lo, hi) === 0 ? [] : waits) });
const exactly = (number) => within(number, number);
const hull = (parts, more = []) => within(least(parts.map((p) => p.lo)), greatest(parts.map((p) => p.hi)), [...joined(parts), ...more]);

// Words: every keyword has a Chinese one.

const CHINESE = {};
const ENGLISH = {};
for (const pair of `all 全部|any 任一|not 并非|count 数目|of 其中|at_least 不少于|at_most 不多于|at_least 不低于|at_most 不高于|above 高于|below 低于|between 介于
is_not 不是|one_of 属于|none_of 不属于|before 早于|on_or_after 不早于|for_at_least 已满|within 位于|has_any 含任一|has_all 含全部|has_none 均不含|entitled_to 符合待遇
among 在|where 条件|with_self 含本人|plus 和|minus 差|times 积|smallest 取小|largest 取大|round 取整|to 到|mode 方式|first 首中|sum 总和|when 条件|is 算法|otherwise 否则
age 年龄|lives_here 常住本地|registered_here 户籍在本地|has 含|has_not 不含|listed 列出|complete 已列全|from 起|until 止|up 进一|down 舍去|half_up 四舍五入
facts 信息项|terms 术语|services 服务目录|places 行政区划|standards 标准数额|quantities 算式|benefits 待遇|zh 中文|en 英文|label 名称|name 名称|also 又称|type 类型|implies 必有|unit 单位
minimum 最小值|maximum 最大值|codes 取值|only_if 前提|ruleset 规则集|place 地点|status 状态|in_effect 有效期|supersedes 接替|age_reached 年龄起算|reading 采用理解|adopted 采用|since 自
applies_to 适用范围|readings 其他理解|weight 分量|scheme 制度|replaces 取代|levels 分档|columns 列|rows 行|hits 取法|pays 给付|amount 金额|per 每|ends 停发|limit 限|recorded_in 记在
changes 修订|combine 并享|choose_one 择一|by 按|place_of 归属|split 分列|values 各地|value 数额|issued 发文日期|quota 名额|apply 办理|accepted 已答复|yes_no 是否|number 数值|date 日期
choice 单选|scale 等级|set 多选|place 地点|person 人员|people 多人|birthday 生日当天|day_after 生日次日|next_month_start 生日次月一日|residents 常住人口|registered 户籍人口
insured 参保人员|pensioned 养老金领取人员|either 常住或户籍人口|unstated 未写明|anyone 任何人|likely 可能|remote 少见|highest 就高|person 自选|first 先列|unique 唯一|highest 最高
mandatory 应当落实|mandatory_with_target 应当落实并定有目标|ongoing_work_task 工作任务|pilot 试点|core 特定对象|by_reference 另有办法规定|universal 普惠
family_carer 家庭照护者|adult_child 成年子女|household_member 家庭成员|asked_of 问谁|relative 家属|locates 划定范围|household_registration 户籍地|residence 常住地|document 文件所属地|in_force 有效|draft 征求意见稿|repealed 已废止|percent 百分比|none 无|persons 人|money 金额|text 文字
day 天|month 月|quarter 季度|year 年|time 次|hour 小时|meal 餐|force 效力|for 受益人|rule_class 类别|service 服务`.split(/[|\n]/)) {
  const [english, chinese] = pair.split(" ");
  (CHINESE[english] ??= []).push(chinese);
  ENGLISH[chinese] ??= english;
}
const word = (written) => ENGLISH[written] ?? written;
const has = (mapping, name) => [name, ...(CHINESE[name] ?? [])].find((key) => mapping != null && Object.hasOwn(mapping, key));
const get = (mapping, name) => mapping?.[has(mapping, name)];
const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const listOf = (value) => (Array.isArray(value) ? value : value == null ? [] : [value]);
const entries = (mapping) => Object.entries(mapping ?? {});
const namesOf = (label) => [isMapping(label) ? get(label, "zh") : label, ...listOf(get(label, "also"))];

/** A division by its code, shorn of noughts: 510000 is 51, the whole country is nothing. */
const division = (code) => {
  const text = String(code);
  return text.length > 6 ? text.replace(/(000)+$/, "") : text.replace(/(00)+$/, "");
};
const lies = (place, inside) => place.startsWith(inside);

const LOCAL = "local_person";
const LOCAL_PERSON = {
  when: { any: [{ lives_here: true }, { registered_here: true }] },
  readings: [{ name: "residents", when: { lives_here: true } }, { name: "registered", when: { registered_here: true } }],
};
const TIES = {
  residents: { lives_here: true }, registered: { registered_here: true }, either: LOCAL_PERSON.when, unstated: { [LOCAL]: true }, anyone: {},
};

/** Entries as they read on a day: each change, in its order, takes the place of what stood. */
function worded(entry, day) {
  const now = { ...entry };
  const put = (name, value) => {
    delete now[has(now, name) ?? name];
    if (value !== undefined && value !== null) now[name] = value;
  };
  for (const change of listOf(get(entry, "changes"))) {
    if (dayIn(get(change, "since")) > day) continue;
    if (has(change, "when")) ["readings", "accepted", "levels"].forEach((name) => put(name, null));
    for (const [key, value] of entries(change)) {
      const name = word(key) === "where" ? "when" : word(key);
      const joins = ["pays", "quota", "apply", "in_effect", "levels"].includes(name) && isMapping(value) && isMapping(get(now, name));
      if (name === "since" || name === "cite") continue;
      if (!joins) put(name, value);
      else {
        const merged = { ...get(now, name) };
        for (const [inner, given] of entries(value)) {
          delete merged[has(merged, word(inner)) ?? inner];
          if (given !== null) merged[inner] = given;
        }
        put(name, merged);
      }
    }
  }
  return now;
}

// A rule book: the files by their names, as data.

export class Book {
  constructor(files) {
    this.facts = new Map([["age", { type: "age" }]]);
    this.codes = new Map();
    this.terms = new Map();
    this.quantities = new Map();
    this.standards = new Map();
    this.rulesets = new Map();
    this.benefits = new Map();
    this.lines = [];
    this.places = new Map();
    this.words = new Map([["本地人", LOCAL]]);
    this.days = new Map();
    const folders = new Map();
    const folderOf = (name) => name.slice(0, name.lastIndexOf("/") + 1);
    for (const [name, file] of entries(files)) {
      for (const [code, fact] of entries(get(file, "facts"))) this.addFact(code, fact);
      for (const [code, label] of entries(get(file, "places"))) namesOf(label).forEach((one) => this.places.set(one, code));
      if (has(file, "ruleset")) {
        const ruleset = { name: get(file, "ruleset"), document: file, terms: new Map(), quantities: new Map() };
        folders.set(folderOf(name), ruleset);
        this.rulesets.set(ruleset.name, ruleset);
      }
      const own = has(file, "ruleset") ? this.rulesets.get(get(file, "ruleset")) : this;
      for (const [code, term] of entries(get(file, "terms"))) own.terms.set(this.named(code, term), term);
      for (const [code, quantity] of entries(get(file, "quantities"))) own.quantities.set(this.named(code, quantity), quantity);
    }
    for (const [, file] of entries(files)) for (const [code, standard] of entries(get(file, "standards"))) if (has(standard, "unit")) this.standards.set(this.named(code, standard), { ...standard, all: [] });
    for (const [name, file] of entries(files)) {
      for (const [code, standard] of entries(get(file, "standards"))) this.standards.get(this.words.get(code) ?? code).all.push(...entries(get(standard, "values")));
      for (const [id, benefit] of entries(get(file, "benefits"))) {
        const ruleset = folders.get(folderOf(name));
        this.benefits.set(`${ruleset.name}/${id}`, { id, ruleset, full: `${ruleset.name}/${id}`, entry: benefit, replacedBy: [] });
      }
    }
    for (const [name, ruleset] of this.rulesets) {
      ruleset.place = this.place(get(ruleset.document, "place"));
      ruleset.terms = new Map([...ruleset.terms].map(([code, term]) => [this.words.get(code) ?? code, term]));
      ruleset.quantities = new Map([...ruleset.quantities].map(([code, quantity]) => [this.words.get(code) ?? code, quantity]));
      const newer = [...this.rulesets.values()].find((one) => get(one.document, "supersedes") === name && word(get(one.document, "status")) !== "draft");
      ruleset.endedBy = newer && dayIn(get(get(newer.document, "in_effect"), "from")) - 1;
    }
    for (const [name, file] of entries(files)) for (const line of listOf(get(file, "combine"))) this.lines.push({ line, ruleset: folders.get(folderOf(name)) });
    const receiving = this.facts.get("receiving");
    if (receiving) for (const one of this.benefits.values()) if (!has(one.entry, "scheme")) receiving.codes.push(one.full);
    this.implied = [...this.facts.values()].filter((fact) => fact.codes).flatMap((fact) => this.impliedBy(fact));
    for (const newer of this.benefits.values()) if (word(get(newer.ruleset.document, "status")) !== "draft") listOf(get(newer.entry, "replaces")).forEach((one) => this.benefit(one, newer.ruleset).replacedBy.push(newer));
  }

  /** A name with its Chinese words. */
  named(code, entry) {
    if (has(entry, "label")) namesOf(get(entry, "label")).forEach((one) => this.words.set(one, code));
    listOf(get(entry, "also")).forEach((one) => this.words.set(one, code));
    return code;
  }

  addFact(code, fact) {
    const type = word(get(fact, "type"));
    const codes = entries(get(fact, "codes"));
    this.facts.set(this.named(code, fact), { code, type, entry: fact, codes: type === "yes_no" ? [true, false] : codes.map(([one]) => one) });
    this.codes.set(code, new Map(codes.flatMap(([one, label]) => [[one, one], ...namesOf(label).map((name) => [name, one])])));
  }

  /** What a yes, or a code, says of other facts. */
  impliedBy(fact) {
    const says = (code, entry) => entries(get(entry, "implies")).map(([name, value]) => ({ fact, code, about: this.facts.get(this.codeOf(name)), value }));
    return fact.type === "yes_no" ? says(true, fact.entry) : fact.codes.flatMap((code) => says(code, get(fact.entry, "codes")?.[code]));
  }

  codeOf(name) {
    const code = this.words.get(name) ?? word(name);
    return this.words.get(code) ?? code;
  }

  /** A division by its code or its name in places.yaml. */
  place(written) {
    return division(this.places.get(written) ?? written);
  }

  /** A value of a fact by its code. */
  value(fact, written, ruleset) {
    if (fact.type === "yes_no") return written === true || written === "是";
    const known = this.codes.get(fact.code).get(String(written));
    if (known !== undefined) return known;
    if (fact.code === "receiving") return this.benefit(written, ruleset).full;
    throw new Error(`${fact.code} has no such value: ${written}`);
  }

  /** A benefit by its full name, its id in its own document, or as people call it. */
  benefit(written, ruleset) {
    const found = this.benefits.get(written) ?? (ruleset && this.benefits.get(`${ruleset.name}/${written}`));
    if (found) return found;
    const [place, name] = written.includes("：") ? written.split("：") : [null, written];
    const called = [...this.benefits.values()].filter((one) => namesOf(get(one.entry, "name")).includes(name));
    const here = called.filter((one) => place === null || [...this.places].some(([title, code]) => title.startsWith(place) && division(code) === one.ruleset.place));
    if (here.length === 1) return here[0];
    throw new Error(`no one benefit is called ${written}`);
  }

  /** The benefits as they read on a day. */
  on(day) {
    if (!this.days.has(day)) this.days.set(day, new Map([...this.benefits.values()].map((one) => [one, worded(one.entry, day)])));
    return this.days.get(day);
  }

  findings(profile, day, names) {
    return new Evaluation(this, profile, day).findings(names);
  }
}

// A person: of each fact the values that it may have.

const nothingKnown = (fact) => {
  switch (fact.type) {
    case "yes_no": case "choice": case "scale": return { values: fact.codes };
    case "number": return within(numberIn(get(fact.entry, "minimum")) ?? -Infinity, numberIn(get(fact.entry, "maximum")) ?? Infinity);
    case "date": return { from: -Infinity, until: Infinity };
    case "set": return { has: [], hasNot: [] };
    case "place": return { place: "" };
    case "person": return { person: {} };
    case "people": return { listed: [], complete: false };
    default: throw new Error(`unknown type ${fact.type}`);
  }
};

/** What a profile says of a fact, as the values that it leaves. */
function said(book, fact, value, day) {
  const code = (one) => book.value(fact, one);
  switch (fact.type) {
    case "yes_no": case "choice": case "scale": return { values: (isMapping(value) ? listOf(get(value, "one_of")) : [value]).map(code) };
    case "number": {
      const end = (name, open) => (has(value, name) ? numberIn(get(value, name)) : open);
      return isMapping(value) ? within(end("at_least", -Infinity), end("at_most", Infinity)) : exactly(numberIn(value));
    }
    case "date": {
      if (!isMapping(value)) return { from: daysIn(value)[0], until: daysIn(value)[1] };
      return { from: has(value, "from") ? daysIn(get(value, "from"))[0] : -Infinity, until: has(value, "until") ? daysIn(get(value, "until"))[1] : Infinity };
    }
    case "set": {
      if (isMapping(value)) return { has: listOf(get(value, "has")).map(code), hasNot: listOf(get(value, "has_not")).map(code) };
      const given = listOf(value).map(code);
      return { has: given, hasNot: fact.codes.filter((one) => !given.includes(one)) };
    }
    case "place": return { place: book.place(value) };
    case "person": return { person: personOf(book, value, day) };
    case "people": {
      const listed = Array.isArray(value) ? value : listOf(get(value, "listed"));
      const complete = Array.isArray(value) || [true, "是"].includes(get(value, "complete") ?? true);
      return { listed: listed.map((one) => personOf(book, one, day)), complete };
    }
    default: throw new Error(`unknown type ${fact.type}`);
  }
}

/** What both leave. */
function agreed(fact, a, b) {
  if (a.values) return { values: a.values.filter((one) => b.values.includes(one)) };
  if (a.has) {
    return { has: [...new Set([...a.has, ...b.has])], hasNot: [...new Set([...a.hasNot, ...b.hasNot])] };
  }
  if ("from" in a) return { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
  if ("lo" in a) return within(greatest([a.lo, b.lo]), least([a.hi, b.hi]));
  if ("place" in a) return a.place.length > b.place.length ? a : b;
  return b;
}

function personOf(book, profile, day) {
  const person = {};
  const learn = (code, value) => {
    const fact = book.facts.get(code);
    if (!fact) throw new Error(`unknown fact ${code}`);
    const before = person[code] ?? nothingKnown(fact);
    const now = agreed(fact, before, said(book, fact, value, day));
    person[code] = now;
    return now.values?.length !== before.values?.length || now.has?.length !== before.has?.length || now.hasNot?.length !== before.hasNot?.length;
  };
  for (const [name, value] of entries(profile)) {
    if (value === null) continue;
    const code = book.codeOf(name);
    if (code !== "age") { learn(code, value); continue; }
    const [low, high] = isMapping(value) ? [get(value, "at_least"), get(value, "at_most")] : [value, value];
    const from = high === undefined ? undefined : addMonths(day, -12 * (Number(high) + 1)) + 1;
    const born = agreed({}, person.birth_date ?? nothingKnown({ type: "date" }), { from: from ?? -Infinity, until: low === undefined ? Infinity : addMonths(day, -12 * Number(low)) });
    person.birth_date = born;
  }
  const cannotBe = (known) => known.values?.length === 0 || known.has?.some((one) => known.hasNot.includes(one));
  const follows = ({ fact, code, about, value }) => {
    const known = person[fact.code] ?? nothingKnown(fact);
    const surely = known.has ? known.has.includes(code) : known.values.length === 1 && known.values[0] === code;
    if (surely) return learn(about.code, value);
    if (!cannotBe(agreed(about, person[about.code] ?? nothingKnown(about), said(book, about, value, day)))) return false;
    return known.has ? learn(fact.code, { has_not: [code] }) : known.values.includes(code) && learn(fact.code, { one_of: known.values.filter((one) => one !== code) });
  };
  while (book.implied.filter(follows).length);
  return person;
}

// One person on one day.

class Evaluation {
  constructor(book, profile, day) {
    this.book = book;
    this.day = dayIn(day);
    this.asked = personOf(book, profile, this.day);
    this.entries = book.on(this.day);
    this.settled = new Map();
  }

  known(scope, fact) {
    return scope.person[fact.code] ?? nothingKnown(fact);
  }

  /** A condition, for whom and in what words the scope says. */
  truth(condition, scope) {
    if (Array.isArray(condition)) return both(condition.map((one) => this.truth(one, scope)));
    return both(entries(condition).map(([key, value]) => this.entry(key, value, scope)));
  }

  entry(key, value, scope) {
    const parts = () => value.map((one) => this.truth(one, scope));
    switch (word(key)) {
      case "all": return both(parts());
      case "any": return either(parts());
      case "not": return not(this.truth(value, scope));
      case "count": {
        if (has(value, "among")) return this.ordered(this.counted(value, scope), value, scope);
        const of = listOf(get(value, "of")).map((one) => this.truth(one, scope));
        const number = within(fraction(BigInt(of.filter((one) => one.truth === YES).length)), fraction(BigInt(of.filter((one) => one.truth !== NO).length)), joined(of));
        return this.ordered(number, value, scope);
      }
      case "entitled_to": return either(listOf(value).map((one) => this.entitled(this.book.benefit(one, scope.ruleset), scope)));
      default: return this.test(key, value, scope);
    }
  }

  test(key, value, scope) {
    const code = this.book.codeOf(key);
    if (code === "age") return this.ageTest(value, scope);
    if (code === "lives_here") return this.sameAs(this.inside("residence", scope.ruleset.place, scope), value);
    if (code === "registered_here") return this.sameAs(this.inside("household_registration", scope.ruleset.place, scope), value);
    const fact = this.book.facts.get(code);
    if (!fact && (code === LOCAL || this.book.terms.has(code) || scope.ruleset.terms.has(code))) return this.sameAs(this.term(code, scope), value);
    if (!fact) return this.ordered(this.quantity(key, scope), value, scope);
    const condition = this.factTest(fact, value, scope);
    return has(fact.entry, "only_if") ? both([this.truth(get(fact.entry, "only_if"), scope), condition]) : condition;
  }

  sameAs(truth, value) {
    return value === true || value === "是" ? truth : not(truth);
  }

  factTest(fact, value, scope) {
    const path = scope.path + fact.code;
    const known = this.known(scope, fact);
    if (fact.type === "person") return this.truth(value, { ...scope, person: known.person, path: `${path}.` });
    if (!isMapping(value)) return this.equals(fact, known, listOf(value), path, scope);
    return both(entries(value).map(([operator, bound]) => this.compared(fact, known, word(operator), bound, path, scope)));
  }

  equals(fact, known, values, path, scope) {
    switch (fact.type) {
      case "number": {
        const inside = values.map(numberIn).filter((one) => compare(known.lo, one) <= 0 && compare(one, known.hi) <= 0);
        return told(!inside.length ? NO : compare(known.lo, known.hi) === 0 ? YES : UNKNOWN, [path]);
      }
      case "date": {
        const inside = values.map(dayIn).filter((one) => known.from <= one && one <= known.until);
        return told(!inside.length ? NO : known.from === known.until ? YES : UNKNOWN, [path]);
      }
      case "place": return either(values.map((one) => this.inside(fact.code, this.book.place(one), scope)));
      default: {
        const codes = values.map((one) => this.book.value(fact, one, scope.ruleset));
        return ofAll(known.values, (one) => codes.includes(one), path);
      }
    }
  }

  compared(fact, known, operator, bound, path, scope) {
    const code = (one) => this.book.value(fact, one, scope.ruleset);
    switch (operator) {
      case "one_of": return this.equals(fact, known, listOf(bound), path, scope);
      case "is_not": case "none_of": return not(this.equals(fact, known, listOf(bound), path, scope));
      case "within": return either(listOf(bound).map((one) => this.inside(fact.code, this.book.place(one), scope)));
      case "has_any": case "has_none": {
        const values = listOf(bound).map(code);
        const any = told(values.some((one) => known.has.includes(one)) ? YES : values.every((one) => known.hasNot.includes(one)) ? NO : UNKNOWN, [path]);
        return operator === "has_any" ? any : not(any);
      }
      case "has_all": {
        const values = listOf(bound).map(code);
        return told(values.every((one) => known.has.includes(one)) ? YES : values.some((one) => known.hasNot.includes(one)) ? NO : UNKNOWN, [path]);
      }
      case "between": return both([this.compared(fact, known, "at_least", bound[0], path, scope), this.compared(fact, known, "at_most", bound[1], path, scope)]);
      case "for_at_least": {
        const { days, months } = lengthIn(bound);
        const passed = (day) => (days === undefined ? addMonths(day, months) : day + days) <= this.day;
        return told(passed(known.until) ? YES : passed(known.from) ? UNKNOWN : NO, [path]);
      }
      case "before": return this.compared(fact, known, "below", bound, path, scope);
      case "on_or_after": return this.compared(fact, known, "at_least", bound, path, scope);
    }
    if (fact.type === "scale") {
      const rank = fact.codes.indexOf(code(bound));
      const meets = { at_least: (a) => a >= rank, above: (a) => a > rank, at_most: (a) => a <= rank, below: (a) => a < rank }[operator];
      return ofAll(known.values, (one) => meets(fact.codes.indexOf(one)), path);
    }
    if (fact.type === "date") {
      const end = (day) => (Number.isFinite(day) ? fraction(BigInt(day)) : day);
      return ORDERS[operator](within(end(known.from), end(known.until), [path]), exactly(end(dayIn(bound))));
    }
    return ORDERS[operator]({ ...known, waits: compare(known.lo, known.hi) === 0 ? new Set() : new Set([path]) }, this.quantity(bound, scope));
  }

  inside(code, area, scope) {
    const { place } = this.known(scope, this.book.facts.get(code));
    return told(lies(place, area) ? YES : lies(area, place) ? UNKNOWN : NO, [scope.path + code]);
  }

  ordered(quantity, value, scope) {
    return this.inOrder(value, (operator, bound) => ORDERS[operator](quantity, this.quantity(bound, scope)));
  }

  /** All the comparisons of something that has an order, each made by `test`. */
  inOrder(value, test) {
    const oneOf = (values) => either(listOf(values).map((one) => both([test("at_least", one), test("at_most", one)])));
    if (!isMapping(value)) return oneOf(value);
    return both(entries(value).flatMap(([key, bound]) => {
      switch (word(key)) {
        case "between": return [test("at_least", bound[0]), test("at_most", bound[1])];
        case "one_of": return [oneOf(bound)];
        case "is_not": case "none_of": return [not(oneOf(bound))];
        default: return ORDERS[word(key)] ? [test(word(key), bound)] : [];
      }
    }));
  }

  // Ages

  reached(birth, months, scope) {
    const day = addMonths(birth, months);
    if (!Number.isFinite(day) || scope.ageReached === "birthday") return day;
    return scope.ageReached === "day_after" ? day + 1 : addMonths(day - civil(day)[2] + 1, 1);
  }

  born(scope) {
    return this.known(scope, this.book.facts.get("birth_date"));
  }

  ageTest(value, scope) {
    const path = `${scope.path}birth_date`;
    const born = this.born(scope);
    const old = (months) => told(this.reached(born.until, months, scope) <= this.day ? YES : this.reached(born.from, months, scope) <= this.day ? UNKNOWN : NO, [path]);
    return this.inOrder(value, (operator, bound) => {
      const length = lengthIn(bound);
      if (!length) return ORDERS[operator](this.age(scope), this.quantity(bound, scope));
      const { months, step } = length;
      return { at_least: () => old(months), below: () => not(old(months)), above: () => old(months + step), at_most: () => not(old(months + step)) }[operator]();
    });
  }

  /** Completed years. */
  age(scope) {
    const born = this.born(scope);
    const years = (birth) => {
      if (!Number.isFinite(birth)) return -birth;
      let count = civil(this.day)[0] - civil(birth)[0] + 1;
      while (this.reached(birth, 12 * count, scope) > this.day) count -= 1;
      return fraction(BigInt(count));
    };
    return within(years(born.until), years(born.from), [`${scope.path}birth_date`]);
  }

  // Terms and other benefits

  /** What a word or sentence may mean, that which is taken first. */
  meanings(name, entry, ruleset, own) {
    const all = [{ name: "default", when: get(entry, "when"), weight: "likely" }, ...listOf(get(entry, "readings")).map((one) => ({ name: get(one, "name"), when: get(one, "when"), weight: word(get(one, "weight") ?? "likely") }))];
    if (own !== undefined) all.unshift(...all.splice(own, 1));
    for (const [term, adopted] of entries(get(ruleset.document, "adopted"))) {
      if (this.book.codeOf(term) !== name || dayIn(get(adopted, "since")) > this.day) continue;
      return [all.find((one) => one.name === get(adopted, "reading")) ?? all[0]];
    }
    return all;
  }

  term(name, scope) {
    const { ruleset } = scope;
    const own = ruleset.terms.get(name);
    const entry = worded(own && has(own, "when") ? own : this.book.terms.get(name) ?? LOCAL_PERSON, this.day);
    const meanings = this.meanings(name, entry, ruleset, own && get(own, "reading"));
    const choice = `${ruleset.name}:${name}`;
    meet(scope.choices, choice, meanings, { path: scope.path, run: (choices) => this.term(name, { ...scope, choices }) });
    return this.truth(meanings[scope.choices.made.get(choice) ?? 0].when, { ...scope, ageReached: scope.documentAge });
  }

  entitled(benefit, scope) {
    scope.choices.asked.add(benefit);
    const entry = this.entries.get(benefit);
    if (!this.inForce(benefit.ruleset, entry)) return told(NO);
    return this.whole(benefit, entry, noChoice());
  }

  // Quantities

  quantity(written, scope) {
    const constant = numberIn(written);
    if (constant) return exactly(constant);
    if (typeof written === "string") return this.namedQuantity(written, scope);
    const [[key, value]] = entries(written);
    const inner = (one) => this.quantity(one, scope);
    switch (word(key)) {
      case "plus": return value.map(inner).reduce((a, b) => this.joining(a, b, plus(a.lo, b.lo), plus(a.hi, b.hi)));
      case "minus": return value.map(inner).reduce((a, b) => this.joining(a, b, plus(a.lo, negative(b.hi)), plus(a.hi, negative(b.lo))));
      case "times": return value.map((one) => this.factor(one, scope)).reduce((a, b) => {
        const corners = [times(a.lo, b.lo), times(a.lo, b.hi), times(a.hi, b.lo), times(a.hi, b.hi)];
        return this.joining(a, b, least(corners), greatest(corners));
      });
      case "smallest": {
        const parts = value.map(inner);
        const hi = least(parts.map((part) => part.hi));
        return within(least(parts.map((part) => part.lo)), hi, joined(parts.filter((part) => compare(part.lo, hi) < 0)));
      }
      case "largest": {
        const parts = value.map(inner);
        const lo = greatest(parts.map((part) => part.lo));
        return within(lo, greatest(parts.map((part) => part.hi)), joined(parts.filter((part) => compare(part.hi, lo) > 0)));
      }
      case "round": {
        const [to, mode] = [numberIn(get(written, "to")), word(get(written, "mode"))];
        const { lo, hi, waits } = inner(value);
        return within(rounded(lo, to, mode), rounded(hi, to, mode), waits);
      }
      case "first": {
        const rows = value.map((row) => (has(row, "when") ? { when: get(row, "when"), is: get(row, "is") } : { when: {}, is: get(row, "otherwise") }));
        return this.firstOf(rows.map((row) => [this.truth(row.when, scope), inner(row.is)]));
      }
      case "sum": case "count": return this.counted(word(key) === "sum" ? written : value, scope, word(key) === "sum" ? value : null);
      default: throw new Error(`unknown quantity ${key}`);
    }
  }

  joining(a, b, lo, hi) {
    return within(lo, hi, joined([a, b]));
  }

  firstOf(rows) {
    const possible = [];
    const open = [];
    for (const [truth, quantity] of rows) {
      if (truth.truth === NO) continue;
      possible.push(quantity);
      open.push(...truth.waits);
      if (truth.truth === YES) break;
    }
    return hull(possible, open);
  }

  namedQuantity(name, scope) {
    const cell = scope.cells?.get(name);
    if (cell) return this.quantity(cell.written, { ...scope, cells: undefined });
    const code = this.book.codeOf(name);
    if (code === "age") return this.age(scope);
    const fact = this.book.facts.get(code);
    if (fact) {
      const known = this.known(scope, fact);
      const number = within(known.lo, known.hi, [scope.path + code]);
      return has(fact.entry, "only_if") ? this.firstOf([[this.truth(get(fact.entry, "only_if"), scope), number], [told(YES), exactly(ZERO)]]) : number;
    }
    const standard = this.book.standards.get(code);
    if (standard) return this.standard(code, standard, scope);
    const defined = scope.ruleset.quantities.get(code) ?? this.book.quantities.get(code);
    if (!defined) throw new Error(`unknown word ${name}`);
    return this.quantity(get(worded(defined, this.day), "is"), { ...scope, cells: undefined, ageReached: scope.documentAge });
  }

  /** Whether something is counted in percent. */
  isPercent(written, scope) {
    if (isMapping(written)) {
      const [[key, value]] = entries(written);
      if (["plus", "minus", "smallest", "largest"].includes(word(key))) return value.some((one) => this.isPercent(one, scope));
      if (word(key) === "round") return this.isPercent(value, scope);
      if (word(key) === "first") return value.some((row) => this.isPercent(get(row, has(row, "when") ? "is" : "otherwise"), scope));
      return false;
    }
    const code = this.book.codeOf(written);
    const cell = scope.cells?.get(written);
    if (cell) return cell.type === "percent";
    const entry = this.book.facts.get(code)?.entry ?? this.book.standards.get(code) ?? scope.ruleset.quantities.get(code) ?? this.book.quantities.get(code);
    return word(get(entry, "unit")) === "percent";
  }

  factor(written, scope) {
    const { lo, hi, waits } = this.quantity(written, scope);
    return this.isPercent(written, scope) ? within(times(lo, HUNDREDTH), times(hi, HUNDREDTH), waits) : { lo, hi, waits };
  }

  /** Of people that are listed: how many, or the sum of one of their numbers. */
  counted(written, scope, summed = null) {
    const fact = this.book.facts.get(this.book.codeOf(get(written, "among")));
    const path = scope.path + fact.code;
    const { listed, complete } = this.known(scope, fact);
    const people = listed.map((person, index) => ({ ...scope, person, path: `${path}.${index + 1}.` }));
    if ([true, "是"].includes(get(written, "with_self"))) people.push(scope);
    const one = exactly(fraction(1n));
    const shares = people.map((inner) => {
      const counts = this.truth(get(written, "where") ?? {}, inner);
      const part = counts.truth === NO ? exactly(ZERO) : summed === null ? one : this.quantity(summed, inner);
      return { ...(counts.truth === UNKNOWN ? hull([part, exactly(ZERO)]) : part), waits: new Set(joined([counts, part])) };
    });
    const { lo, hi, waits } = shares.reduce((a, b) => this.joining(a, b, plus(a.lo, b.lo), plus(a.hi, b.hi)), exactly(ZERO));
    if (complete) return within(lo, hi, waits);
    const another = summed === null ? one : this.quantity(summed, { ...scope, person: {} });
    return within(sign(another.lo) < 0 ? -Infinity : lo, Infinity, [...waits, path]);
  }

  /** A number by place and day: of a place that is known coarsely it may be any that counts inside it. */
  standard(name, standard, scope) {
    const of = word(get(standard, "place_of"));
    const place = of === "document" ? scope.ruleset.place : this.known(scope, this.book.facts.get(of)).place;
    const valid = new Map();
    for (const [area, byDay] of standard.all) {
      const [, value] = entries(byDay).filter(([since]) => dayIn(since) <= this.day).sort(([a], [b]) => dayIn(a) - dayIn(b)).at(-1) ?? [];
      if (value !== undefined && value !== null) valid.set(this.book.place(area), isMapping(value) && has(value, "value") ? get(value, "value") : value);
    }
    const around = [...valid.keys()].filter((area) => lies(place, area)).sort((a, b) => b.length - a.length).slice(0, 1);
    const inner = of === "document" ? [] : [...valid.keys()].filter((area) => area !== place && lies(area, place));
    const split = has(standard, "split") ? this.book.facts.get(this.book.codeOf(get(standard, "split"))) : null;
    const codes = split ? this.known(scope, split).values : [null];
    const number = (value, code) => numberIn(isMapping(value) ? entries(value).find(([one]) => this.book.value(split, one) === code)[1] : value);
    const table = [...around, ...inner].map((area) => codes.map((code) => number(valid.get(area), code)));
    const differ = (numbers) => numbers.some((one) => compare(one, numbers[0]) !== 0);
    const waits = [];
    if (inner.length && (!around.length || codes.some((_, index) => differ(table.map((row) => row[index]))))) waits.push(scope.path + of);
    if (split && table.some(differ)) waits.push(scope.path + split.code);
    const numbers = around.length ? table.flat() : [Infinity, -Infinity];
    return within(least(numbers), greatest(numbers), waits.length ? waits : [`standard ${name} ${place || "000000"}`]);
  }

  // Benefits

  inForce(ruleset, entry) {
    const within = (period) => (has(period, "from") ? dayIn(get(period, "from")) : -Infinity) <= this.day && this.day <= (has(period, "until") ? dayIn(get(period, "until")) : Infinity);
    return within(get(ruleset.document, "in_effect")) && within(get(entry, "in_effect")) && this.day <= (ruleset.endedBy ?? Infinity);
  }

  scope(benefit, entry, choices) {
    const documentAge = word(get(benefit.ruleset.document, "age_reached") ?? "birthday");
    return { person: this.asked, path: "", ruleset: benefit.ruleset, documentAge, ageReached: word(get(entry, "age_reached") ?? documentAge), choices };
  }

  /** The whole condition: its tie to the place, what is asked, and what ends or uses up what is paid. */
  whole(benefit, entry, choices) {
    const scope = this.scope(benefit, entry, choices);
    const meanings = this.meanings(benefit.id, entry, benefit.ruleset);
    const choice = benefit.full;
    meet(choices, choice, meanings, { path: "", run: null });
    const parts = [this.tie(entry, scope), this.truth(meanings[choices.made.get(choice) ?? 0].when, scope)];
    const pays = get(entry, "pays");
    if (has(pays, "ends")) parts.push(not(this.truth(get(get(pays, "ends"), "when"), scope)));
    if (has(pays, "limit")) parts.push(ORDERS.below(this.quantity(get(get(pays, "limit"), "recorded_in"), scope), this.quantity(get(get(pays, "limit"), "at_most"), scope)));
    for (const newer of benefit.replacedBy) {
      if (!this.inForce(newer.ruleset, this.entries.get(newer))) continue;
      const registered = word(get(this.entries.get(newer), "applies_to") ?? "") === "registered";
      parts.push(not(this.inside(registered ? "household_registration" : "residence", newer.ruleset.place, scope)));
    }
    return both(parts);
  }

  tie(entry, scope) {
    const tie = word(get(entry, "applies_to") ?? "residents");
    if (tie === "insured") return this.inside("insurance_place", scope.ruleset.place, scope);
    if (tie === "pensioned") return this.inside("pension_place", scope.ruleset.place, scope);
    return this.truth(TIES[tie], scope);
  }

  /** What is paid to somebody who has it, never below nought. */
  amount(benefit, entry, choices) {
    const pays = get(entry, "pays");
    if (!pays) return null;
    const scope = this.scope(benefit, entry, choices);
    const levels = get(entry, "levels");
    let paid;
    if (!levels) paid = this.quantity(get(pays, "amount"), scope);
    else {
      const before = [];
      const rows = listOf(get(levels, "rows")).map((row) => {
        const asked = has(row, "when") ? this.truth(get(row, "when"), scope) : not(either(before));
        const truth = word(get(levels, "hits")) === "first" ? both([asked, not(either(before))]) : asked;
        before.push(asked);
        return { truth, ...this.paidBy(pays, row, levels, scope) };
      }).filter((row) => row.truth.truth !== NO);
      if (!rows.length) return null;
      const open = joined(rows.map((row) => row.truth));
      paid = hull(rows, open);
      if (word(get(levels, "hits")) === "highest") {
        const sure = rows.filter((row) => row.truth.truth === YES);
        paid = within(sure.length ? greatest(sure.map((row) => row.lo)) : paid.lo, paid.hi, [...paid.waits]);
      }
    }
    const cut = (end) => greatest([end, ZERO]);
    return { lo: cut(paid.lo), hi: cut(paid.hi), per: word(get(pays, "per")) };
  }

  /** What is paid by a row, whose cells stand for the names of the columns. */
  paidBy(pays, row, levels, scope) {
    const cells = entries(get(levels, "columns")).flatMap(([code, column]) => {
      const names = [code, ...namesOf(get(column, "label"))];
      const written = row[names.find((name) => Object.hasOwn(row, name))];
      return names.map((name) => [name, { written, type: word(get(column, "type")) }]);
    });
    return this.quantity(get(pays, "amount"), { ...scope, cells: new Map(cells) });
  }

  finding(benefit) {
    const entry = this.entries.get(benefit);
    if (!this.concerns(benefit, entry)) return null;
    if (!this.inForce(benefit.ruleset, entry)) return { outcome: "not_in_force" };
    const choices = noChoice();
    const { truth, waits } = this.whole(benefit, entry, choices);
    const paid = truth === NO ? null : this.amount(benefit, entry, noChoice());
    const [facts, numbers] = [true, false].map((isFact) => [...waits].filter((one) => !one.startsWith("standard ") === isFact).sort());
    return {
      outcome: OUTCOMES[truth], missing: facts, lacks: numbers.map((one) => one.split(" ").slice(1)), amount: paid && { ...paid, lo: truth === YES ? paid.lo : ZERO },
      robust: this.isRobust(benefit), readings: this.singly(benefit, entry, truth, choices.met), stands: this.standing(benefit),
    };
  }

  /** Whether a document can concern the person: they are tied to its place, or may be. */
  concerns(benefit, entry) {
    const place = (code) => this.asked[code]?.place ?? "";
    const near = (at) => at !== "" && (lies(at, benefit.ruleset.place) || lies(benefit.ruleset.place, at));
    return place("residence") === "" || word(get(entry, "applies_to")) === "anyone" || ["residence", "household_registration", "insurance_place", "pension_place"].some((code) => near(place(code)));
  }

  /** The outcomes that are others where one word or sentence alone is read otherwise. */
  singly(benefit, entry, truth, met) {
    const found = {};
    for (const [choice, { all }] of met) {
      for (let index = 1; index < all.length; index += 1) {
        const other = this.whole(benefit, entry, { ...noChoice(), made: new Map([[choice, index]]) }).truth;
        if (other !== truth) found[`${choice === benefit.full ? "itself" : choice.split(":")[1]} ${index}`] = OUTCOMES[other];
      }
    }
    return found;
  }

  /** Whether all combinations of readings agree on the outcome, and each reading on the amount, also of what is asked for. */
  isRobust(benefit) {
    const entry = this.entries.get(benefit);
    const choices = noChoice();
    const { truth } = this.whole(benefit, entry, choices);
    if ([...choices.asked].some((other) => this.inForce(other.ruleset, this.entries.get(other)) && !this.isRobust(other))) return false;
    if (this.truths((made) => this.whole(benefit, entry, made)).size > 1) return false;
    const paying = noChoice();
    const paid = this.amount(benefit, entry, paying);
    const same = (other) => other === paid || (other && paid && compare(other.lo, paid.lo) === 0 && compare(other.hi, paid.hi) === 0);
    return truth === NO || [...paying.met].every(([choice, { all }]) => all.every((_, index) => same(this.amount(benefit, entry, { ...noChoice(), made: new Map([[choice, index]]) }))));
  }

  /** Whether a profile may be that of an elder: of 60 or over, and without what a relative says of themselves. */
  isElders() {
    const isSaid = (known) => known !== undefined && (!known.person || Object.values(known.person).some(isSaid));
    const relatives = [...this.book.facts.values()].some((fact) => word(get(fact.entry, "asked_of")) === "relative" && isSaid(this.asked[fact.code]));
    return !relatives && addMonths(this.born({ person: this.asked }).from, 720) <= this.day;
  }

  /** What takes part where one of several is paid: what surely binds, by what holds under all readings that are likely. */
  member(benefit) {
    const entry = this.entries.get(benefit);
    const forRelatives = ["family_carer", "adult_child", "household_member"].includes(word(get(entry, "for")));
    const saysWhere = Object.keys(get(entry, "when")).some((key) => has(this.book.facts.get(this.book.codeOf(key))?.entry, "locates"));
    const binds = ["mandatory", "mandatory_with_target", "ongoing_work_task"].includes(word(get(entry, "force"))) || (word(get(entry, "force")) === "pilot" && saysWhere);
    const isForOne = ["core", "by_reference", "universal"].includes(word(get(entry, "rule_class")));
    if (!binds || !isForOne || (forRelatives && this.isElders()) || word(get(benefit.ruleset.document, "status")) === "draft" || !this.concerns(benefit, entry) || !this.inForce(benefit.ruleset, entry)) return null;
    const { truth } = this.whole(benefit, entry, noChoice());
    const truths = this.truths((choices) => this.whole(benefit, entry, choices), (one) => one.weight === "likely");
    if (truth === NO && !truths.has(YES)) return null;
    const sure = truths.size === 1 && truths.has(YES);
    const paid = this.amount(benefit, entry, noChoice()) ?? exactly(ZERO);
    return { full: benefit.full, sure, lo: sure ? paid.lo : ZERO, hi: paid.hi };
  }

  standing(benefit) {
    const found = this.book.lines.map(({ line, ruleset }) => ({ line: worded(line, this.day), ruleset }))
      .find(({ line, ruleset }) => listOf(get(line, "choose_one")).some((one) => this.book.benefit(one, ruleset) === benefit));
    if (!found || (found.ruleset && !this.inForce(found.ruleset, {}))) return undefined;
    const members = get(found.line, "choose_one").map((one) => this.member(this.book.benefit(one, found.ruleset))).filter(Boolean);
    const mine = members.findIndex((one) => one.full === benefit.full);
    if (mine < 0 || members.length < 2) return undefined;
    const beats = (a, b) => compare(members[a].lo, members[b].hi) > 0 || (compare(members[a].lo, members[b].hi) === 0 && a < b);
    const others = members.map((_, index) => index).filter((index) => index !== mine);
    switch (word(get(found.line, "by"))) {
      case "highest":
        if (others.some((one) => members[one].sure && beats(one, mine))) return "no";
        return others.every((one) => beats(mine, one)) ? "yes" : "unknown";
      case "first": {
        const before = members.slice(0, mine);
        return before.some((one) => one.sure) ? "no" : before.length ? "unknown" : "yes";
      }
      default: return "yes";
    }
  }

  /** The truths of something under every combination of readings. */
  truths(run, counts = () => true, made = new Map(), found = new Set()) {
    const choices = { ...noChoice(), made };
    found.add(run(choices).truth);
    const open = [...choices.met].find(([choice]) => !made.has(choice));
    if (!open || found.size === 3) return found;
    const [choice, { all, again }] = open;
    const same = again.every((one) => this.isSettled(choice, all, one));
    all.forEach((one, index) => (index === 0 || (!same && counts(one))) && this.truths(run, counts, new Map([...made, [choice, index]]), found));
    return found;
  }

  /** Whether a word has one truth, however it and the words in it are read: then it need not be tried. */
  isSettled(choice, all, { path, run }) {
    if (run === null) return false;
    const key = `${choice} ${path}`;
    if (!this.settled.has(key)) {
      const found = new Set();
      all.forEach((_, index) => this.truths(run, () => true, new Map([[choice, index]]), found));
      this.settled.set(key, found.size === 1);
    }
    return this.settled.get(key);
  }

  findings(names) {
    const all = names ?? [...this.book.benefits.keys()];
    return Object.fromEntries(all.map((name) => [name, answer(this.finding(this.book.benefits.get(name)))]));
  }
}

/** A word or sentence with several readings, and where it was met. */
function meet({ met }, choice, meanings, where) {
  if (meanings.length < 2) return;
  if (!met.has(choice)) met.set(choice, { all: meanings, again: [] });
  met.get(choice).again.push(where);
}

/** The readings that are taken; those that could be others are met on the way, as are other benefits that are asked for. */
const noChoice = () => ({ made: new Map(), met: new Map(), asked: new Set() });

const OUTCOMES = ["not_eligible", "undetermined", "eligible"];

/** A finding as cases have it: the outcome alone where there is no more to say. */
function answer(finding) {
  if (finding === null) return null;
  const { outcome, missing = [], lacks = [], amount, robust = true, readings = {}, stands } = finding;
  const end = (number) => (isOpen(number) ? null : textOf(number));
  const said = {
    outcome,
    ...(missing.length && { missing }), ...(lacks.length && { lacks }),
    ...(amount && { amount: [end(amount.lo), end(amount.hi), amount.per] }),
    ...(!robust && { robust }), ...(Object.keys(readings).length && { readings }), ...(stands && { stands }),
  };
  return Object.keys(said).length > 1 ? said : outcome;
}
