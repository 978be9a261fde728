import { parseLogql } from '../../../../queries/logql/parse.ts';
import { RegexJudge } from '../../../../queries/regex/regex-judge.ts';
import { type Finding, placeOf } from '../lint-findings.ts';

/** Remembers verdicts on patterns while their query is being written. */
const regexes = new RegexJudge();

/** What the parser has against a query, in Loki's words; nothing if it can be read. */
export function logqlFaults(text: string): readonly Finding[] {
  const parsed = parseLogql(text, { regexes });
  if (parsed.kind === 'ok') return [];
  const { position, text: message } = parsed.error;
  return [{ ...placeOf(position, text), severity: 'error', message }];
}
