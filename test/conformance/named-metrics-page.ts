import { NAMED_METRICS } from '../../queries/templates/catalogue.ts';
import { describeNamedMetric } from '../../queries/templates/describe-named-metric.ts';
import { LEVELS, type MetricLevel } from '../../queries/templates/levels.data.ts';

/** The catalogue as the page of the docs: a table for each level. */
export function cataloguePage(): string {
  const levels = [...new Set(NAMED_METRICS.map(({ level }) => level))];
  return [
    '# The catalogue of named metrics\n',
    'Made from `queries/templates/catalogue/`; how they are asked for: [named-metrics.md](named-metrics.md).\n',
    ...levels.map(levelTable),
  ].join('\n');
}

function levelTable(level: MetricLevel): string {
  const { title, labels, filters } = LEVELS[level];
  const rows = NAMED_METRICS.filter((metric) => metric.level === level).map((metric) => {
    const { id, unit, title: name } = describeNamedMetric(metric);
    return `| \`${id}\` | ${unit.plain} | ${name.en} | ${name.zh} |`;
  });
  return [
    `## ${title.en} · ${title.zh}\n`,
    `Rows: ${codes(labels) || 'one'}. Filters: ${codes(filters) || 'none'}.\n`,
    '| name | unit | meaning | 含义 |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
