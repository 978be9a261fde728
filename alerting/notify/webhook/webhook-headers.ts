import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { checkRequest } from '../../../platform/outbound/request-check.ts';

const MAX_HEADERS = 20;
const MAX_VALUE_CHARS = 2_048;

/** Those that we set ourselves. */
const OURS =
  /^(?:content-type|content-encoding|accept-encoding|webhook-(?:id|timestamp|signature))$/;

export type ReadHeaders =
  | { readonly kind: 'valid'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

/**
 * Headers of a channel from lines `Name: value`. Hop-by-hop headers, `Host`, and what speaks for
 * somebody else (`X-Forwarded-…`, `Cookie`) are refused, as are those that we set.
 */
export function readHeaders(lines: readonly string[]): ReadHeaders {
  const headers = new Map<string, string>();
  const findings: ErrorDetail[] = [];
  lines.forEach((line, index) => {
    const path = `/headers/${index}`;
    const [, name = '', value = ''] = /^([^:\s]+):[ \t]*(.*)$/s.exec(line) ?? [];
    const refusal = refusalOf(name, value);
    if (refusal !== null) findings.push({ path, message: refusal });
    else if (headers.has(name.toLowerCase())) findings.push({ path, message: 'named twice' });
    else headers.set(name.toLowerCase(), value.trim());
  });
  if (lines.length > MAX_HEADERS) {
    findings.push({ path: '/headers', message: `expected at most ${MAX_HEADERS} headers` });
  }
  return findings.length > 0
    ? { kind: 'invalid', findings }
    : { kind: 'valid', headers: Object.fromEntries(headers) };
}

/** Why a name may not be that of a header of ours; null: it may. */
export function refusalOf(name: string, value: string): string | null {
  if (name === '') return 'expected Name: value';
  if (OURS.test(name.toLowerCase())) return `the header ${name} is set by the service`;
  if (value.length > MAX_VALUE_CHARS) return `at most ${MAX_VALUE_CHARS} characters`;
  const checked = checkRequest('https://example.org/', { [name]: value });
  return checked instanceof URL ? null : checked.message;
}
