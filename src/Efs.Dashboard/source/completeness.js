import { formatDay } from "./format.js";

const registers = {
  institutes: "Институты",
  schools: "Школы",
  educators: "Педагоги",
  programs: "Программы ДПО",
  certificates: "Документы о квалификации",
  diagnostics: "Диагностика",
  trajectories: "ИОМ",
  methodists: "Методисты",
  mentorships: "Наставничество",
  events: "Мероприятия",
  registrations: "Заявки на мероприятия",
  "contest-applications": "Заявки на конкурсы",
  "self-assessments": "Самодиагностика школ",
  partnerships: "Школы-побратимы",
  "road-maps": "Дорожные карты",
  projects: "Проекты",
};

const findings = {
  without_snils: "Педагоги без СНИЛС",
  without_main_employment: "Без основного места работы",
  without_category: "Без категории",
  school_without_educators: "Школы без педагогов",
  school_never_seen: "Школы, где никто не работал",
  employment_at_closed_school: "Работа в закрытой школе",
  certificate_older_than_program: "Документ старше программы",
};

/** What the registers of a region, or of the country, lack, and when they were last written. */
export async function readCompleteness(api, region) {
  const level = region ? "region" : "federation";
  const { items } = await api.get("analytics/completeness", { level, regionCode: region });
  const place = items[0] ?? { findings: [], registers: [] };
  return {
    rows: place.findings.map(({ kind, records, percent }) => ({
      title: findings[kind] ?? kind,
      value: percent,
      isWithheld: percent == null && records > 0,
      records,
    })),
    table: {
      columns: ["Реестр", "Записей", "Последняя передача", "Дней назад", "Отклонено строк"],
      rows: place.registers.map((register) => [
        registers[register.resource] ?? register.resource,
        register.records,
        register.lastPushedAt && formatDay(register.lastPushedAt),
        register.daysSince,
        register.rejectedRows,
      ]),
    },
  };
}
