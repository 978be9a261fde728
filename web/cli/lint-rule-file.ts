import { readFileSync } from 'node:fs';
import { lintRules } from '../../alerting/rules/exchange/lint-rules.ts';
import { readRules } from '../../alerting/rules/exchange/read-rules.ts';
import { asError } from '../../platform/errors/app-error.ts';

export interface LintReport {
  /** Nothing in it is a mistake. */
  readonly isGood: boolean;
  /** For people, each line ended. */
  readonly text: string;
}

interface Line {
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly text: string;
}

/** What is wrong with the rules of one file, or worth a thought; by line. */
export function lintFile(path: string): LintReport {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    return { isGood: false, text: `${path}: error: cannot be read: ${asError(thrown).message}\n` };
  }
  const lines = linesOf(text).toSorted((a, b) => a.line - b.line);
  const isGood = lines.every(({ severity }) => severity !== 'error');
  const shown = lines.map((one) => `${path}:${one.line}: ${one.severity}: ${one.text}\n`);
  return { isGood, text: shown.length === 0 ? `${path}: nothing to say\n` : shown.join('') };
}

function linesOf(text: string): readonly Line[] {
  const read = readRules(text);
  if (read.kind === 'refused') {
    const { line, message } = read.finding;
    return [{ line, severity: 'error', text: message.en }];
  }
  return [
    ...read.refusals.map(({ line, path, message }) => ({
      line,
      severity: 'error' as const,
      text: `${path}: ${message.en}`,
    })),
    ...read.notes.map(({ line, path, message }) => ({
      line,
      severity: 'info' as const,
      text: `${path}: ${message.en}`,
    })),
    ...lintRules(read).map(({ line, rule, finding }) => ({
      line,
      severity: finding.severity,
      text: `${rule}: ${finding.message.en} [${finding.code}]\n    ${finding.explanation.en}`,
    })),
  ];
}
