import type { RuleHistoryItem, RuleInput, RuleLevel } from '../../../../contract/rules.ts';

/** What people decide of a rule: as stored, as it was, or as a copy would be. */
export type RuleContent = RuleHistoryItem['rule'];

/** A level in short: `> 0.8 for 5m`. */
export function levelText({
  operator,
  threshold,
  checks,
  keepFiringFor,
  severity: _,
  for: forText = '0s',
  ...others
}: RuleLevel): string {
  const parts = [
    operator === undefined ? '' : `${operator} ${threshold}`,
    checks === undefined ? `for ${forText}` : `${checks}x`,
    keepFiringFor === undefined ? '' : `keep_firing_for ${keepFiringFor}`,
    Object.keys(others).length === 0 ? '' : JSON.stringify(others),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** A rule that may be made from a source, and may be half typed. */
export type PrintedRule = Omit<RuleInput, 'levels'> & { readonly levels: readonly unknown[] };

/**
 * The rule as YAML, its members always in this order; empty ones are left out. What the editor of rules
 * reads as YAML.
 */
export function ruleYaml(rule: PrintedRule): string {
  const { name, scope, enabled, source, language, expression, unit, interval, levels, ...others } =
    rule;
  const { labels, annotations, contact, runbookUrl, dashboardUrl, channels, ...more } = others;
  return yamlOf({
    ...{ name, scope, enabled, source, language, expression, unit, interval, levels },
    ...{ labels, annotations },
    contact: contact || undefined,
    runbookUrl: runbookUrl || undefined,
    dashboardUrl: dashboardUrl || undefined,
    channels,
    ...more,
  });
}

/** Of a rule itself; further inside an empty list may mean something. */
function isLeftOut(member: unknown, depth: number): boolean {
  return member === undefined || (depth === 0 && isEmpty(member));
}

function yamlOf(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value
      .map((item: unknown) =>
        isBranch(item)
          ? `${indent}- ${yamlOf(item, depth + 1).trimStart()}`
          : `${indent}- ${scalar(item)}\n`,
      )
      .join('');
  }
  if (typeof value !== 'object' || value === null) return `${indent}${scalar(value)}\n`;
  return Object.entries(value)
    .filter(([, member]) => !isLeftOut(member, depth))
    .map(([name, member]) =>
      isBranch(member)
        ? `${indent}${plain(name)}:\n${yamlOf(member, depth + 1)}`
        : `${indent}${plain(name)}: ${blockOr(member, depth)}`,
    )
    .join('');
}

function isBranch(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isEmpty(value);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Texts of several lines, or with quotes, as a block: as they were written, line by line. */
function blockOr(value: unknown, depth: number): string {
  if (typeof value !== 'string' || !isBlockText(value)) return `${scalar(value)}\n`;
  const indent = '  '.repeat(depth + 1);
  const lines = value.split('\n').map((line) => (line === '' ? '' : indent + line));
  return `|-\n${lines.join('\n')}\n`;
}

function isBlockText(text: string): boolean {
  const lines = text.split('\n');
  return (
    (lines.length > 1 || /["\\]/.test(text)) &&
    /^\S/.test(text) &&
    /\S$/.test(text) &&
    !/\p{Cc}/u.test(lines.join(''))
  );
}

function scalar(value: unknown): string {
  if (isEmpty(value)) return Array.isArray(value) ? '[]' : '{}';
  return typeof value === 'string' ? plain(value) : String(value);
}

/** Unquoted only what no reader of YAML takes for anything else. */
function plain(text: string): string {
  const isDuration = /^(?:\d+(?:ms|[smhdwy]))+$/.test(text);
  const isPlain = isDuration || /^[a-zA-Z_][\w .()/-]*[\w)]$|^[a-zA-Z_]$/.test(text);
  return isPlain && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
