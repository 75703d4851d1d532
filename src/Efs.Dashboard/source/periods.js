const months = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(" ");
const roman = ["I", "II", "III", "IV"];
const two = (number) => String(number).padStart(2, "0");

// A period has a number of its own kind, so that the one before is the number less one.
const parts = (number, perYear) => [Math.floor(number / perYear), number % perYear];
const inYear = (perYear, code, title) => ({
  of: (day) => day.getFullYear() * perYear + Math.floor((day.getMonth() * perYear) / 12),
  code: (number) => code(...parts(number, perYear)),
  title: (number) => title(...parts(number, perYear)),
});

/** Kinds of periods, from the longest; `shown` says how many of them a series has. */
export const periodKinds = {
  year: {
    name: "год",
    months: 12,
    shown: 6,
    ...inYear(
      1,
      (year) => `${year}`,
      (year) => `${year} год`,
    ),
  },
  academic_year: {
    name: "учебный год",
    months: 12,
    shown: 6,
    of: (day) => day.getFullYear() - (day.getMonth() >= 8 ? 0 : 1),
    code: (year) => `${year}/${two((year + 1) % 100)}`,
    title: (year) => `${year}/${two((year + 1) % 100)} учебный год`,
  },
  half_year: {
    name: "полугодие",
    months: 6,
    shown: 6,
    ...inYear(
      2,
      (year, half) => `${year}-H${half + 1}`,
      (year, half) => `${roman[half]} полугодие ${year} г.`,
    ),
  },
  quarter: {
    name: "квартал",
    months: 3,
    shown: 8,
    ...inYear(
      4,
      (year, quarter) => `${year}-Q${quarter + 1}`,
      (year, quarter) => `${roman[quarter]} квартал ${year} г.`,
    ),
  },
  month: {
    name: "месяц",
    months: 1,
    shown: 12,
    ...inYear(
      12,
      (year, month) => `${year}-${two(month + 1)}`,
      (year, month) => `${months[month]} ${year} г.`,
    ),
  },
};

const described = (kind, number) => ({ value: kind.code(number), title: kind.title(number) });

/** Periods to choose from, the current one first: of each kind, those of about six years. */
export function periodsToChoose(kindName, today = new Date()) {
  const kind = periodKinds[kindName];
  const current = kind.of(today);
  return Array.from({ length: 72 / kind.months }, (_, back) => described(kind, current - back));
}

/** The periods that end with the chosen one, in the order of time. */
export function periodsUpTo(kindName, period) {
  const kind = periodKinds[kindName];
  let number = kind.of(new Date());
  while (kind.code(number) !== period) number--;
  return Array.from({ length: kind.shown }, (_, i) => described(kind, number - kind.shown + 1 + i));
}
