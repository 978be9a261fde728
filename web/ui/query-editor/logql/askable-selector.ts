import { parseLogqlSelector } from '../../../../queries/logql/parse.ts';

/** A selector that a backend takes; '' for one that is none, or that names no stream: `{a!="b"}`. */
export function askableSelector(text: string): string {
  return parseLogqlSelector(text).kind === 'ok' ? text : '';
}
