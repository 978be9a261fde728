import { assertNever } from '../../../platform/model/assert-never.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { type CaseResult, hasPassed, type UnitTestResult } from './case-result.ts';

/** How the tests of one file went, for people: nothing but a word when all is well. */
export function reportText(results: readonly UnitTestResult[]): string {
  const lines = [
    ...results.flatMap(warningsOf),
    ...(results.every(hasPassed) ? ['  SUCCESS'] : ['  FAILED:', ...results.flatMap(failuresOf)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function warningsOf({ queryingAlerts }: UnitTestResult): readonly string[] {
  if (queryingAlerts.length === 0) return [];
  const names = queryingAlerts.join(', ');
  return [
    `  WARNING: templates of ${names} ask queries: the ruler of tocsin answers none, a Prometheus does`,
  ];
}

function failuresOf(result: UnitTestResult): readonly string[] {
  if (hasPassed(result)) return [];
  const { name, line, errors, cases } = result;
  const missed = cases.filter(({ verdict }) => verdict.kind === 'not reached').length;
  return [
    `    ${name === '' ? 'test' : `test ${JSON.stringify(name)}`}, line ${line}:`,
    ...errors.map((error) => `      ${error}`),
    ...(missed === 0 ? [] : [`      ${missed} cases were not reached`]),
    ...cases.flatMap((one) => {
      const difference = differenceLines(one);
      return difference.length === 0 ? [] : [`      ${caseTitle(one)}`, ...indented(difference)];
    }),
  ];
}

/** E.g. `line 12: alertname: Down, time: 5m`. */
export function caseTitle({ kind, subject, line, evalTimeMs }: CaseResult): string {
  const what = kind === 'alert' ? `alertname: ${subject}` : `expr: ${JSON.stringify(subject)}`;
  return `line ${line}: ${what}, time: ${printDurationMs(evalTimeMs)}`;
}

/** What was expected and what there is; empty for what passed or was not reached. */
export function differenceLines({ verdict }: CaseResult): readonly string[] {
  switch (verdict.kind) {
    case 'passed':
    case 'not reached':
      return [];
    case 'failed':
      return [`err: ${verdict.message}`];
    case 'differs':
      return [
        ...side('exp', verdict.expected, verdict.got),
        ...side('got', verdict.got, verdict.expected),
      ];
    default:
      return assertNever(verdict);
  }
}

/** What the other side does not have is marked. */
function side(
  word: string,
  items: readonly string[],
  others: readonly string[],
): readonly string[] {
  if (items.length === 0) return [`${word}: nothing`];
  const there = new Set(others);
  return [`${word}:`, ...items.map((item) => `  ${there.has(item) ? ' ' : '*'} ${item}`)];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `          ${line}`);
}
