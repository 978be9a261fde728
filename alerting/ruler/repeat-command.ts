import type { RuleLanguage } from '../rules/rule-language.ts';

/** An evaluation to be made again by hand. */
export interface RepeatedQuestion {
  /** Address of the service, without a trailing slash. */
  readonly externalUrl: string;
  readonly scope: string;
  readonly language: RuleLanguage;
  readonly query: string;
  /** Null: whenever it is asked. */
  readonly atMs: number | null;
}

/**
 * The command that asks what an evaluation asked, through the scoped API, for a POSIX shell; the
 * token is the reader's own, in `TOCSIN_TOKEN`.
 */
export function repeatCommand(question: RepeatedQuestion): string {
  const { externalUrl, scope, language, query, atMs } = question;
  const base = `${externalUrl}/scopes/${scope}`;
  const url =
    language === 'promql' ? `${base}/prometheus/api/v1/query` : `${base}/loki/api/v1/query`;
  return [
    `curl -sSG ${quoted(url)}`,
    '-H "Authorization: Bearer $TOCSIN_TOKEN"',
    `--data-urlencode ${quoted(`query=${query}`)}`,
    ...(atMs === null ? [] : [`--data-urlencode ${quoted(`time=${timeOf(atMs, language)}`)}`]),
  ].join(' ');
}

/** Seconds, or for logs nanoseconds. */
function timeOf(atMs: number, language: RuleLanguage): string {
  return language === 'promql' ? (atMs / 1_000).toFixed(3) : `${Math.round(atMs)}000000`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
