import type { RuleLanguage } from '../rules/rule-language.ts';

/** An evaluation to be made again by hand. */
export interface RepeatedQuestion {
  /** Address of the service, without a trailing slash. */
  readonly externalUrl: string;
  readonly scope: string;
  readonly language: RuleLanguage;
  readonly query: string;
  readonly atMs: number;
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
  const time = language === 'promql' ? (atMs / 1_000).toFixed(3) : `${atMs}000000`;
  return [
    `curl -sSG ${quoted(url)}`,
    '-H "Authorization: Bearer $TOCSIN_TOKEN"',
    `--data-urlencode ${quoted(`query=${query}`)}`,
    `--data-urlencode ${quoted(`time=${time}`)}`,
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
