import type { HeaderList, UpstreamRequest } from '../../upstream/upstream.ts';
import type { BackendPart } from '../backend-plan.ts';
import { methodFor, printForm } from '../form.ts';

/** Encoding flags that may be passed on; a flag we do not know could change what is answered. */
const FLAGS: ReadonlySet<string> = new Set(['categorize-labels']);

/** `X-Loki-Response-Encoding-Flags` as it goes upstream: only known flags, each once. */
export function encodingFlags(header: string | undefined): readonly string[] {
  const given = (header ?? '').split(',').map((flag) => flag.trim());
  return [...new Set(given)].filter((flag) => FLAGS.has(flag));
}

export function flagHeaders(flags: readonly string[]): HeaderList {
  return flags.length === 0 ? [] : [['x-loki-response-encoding-flags', flags.join(',')]];
}

/** A read of one backend. `path` starts with a slash; the form is text, or parameters. */
export function lokiRead(
  part: BackendPart,
  path: string,
  form: string | Iterable<readonly [string, string]>,
  options: { readonly timeoutMs: number; readonly flags?: readonly string[] },
): UpstreamRequest {
  const text = typeof form === 'string' ? form : printForm(form);
  return {
    backend: part.backend,
    method: methodFor(text, 'POST'),
    path,
    form: text,
    headers: flagHeaders(options.flags ?? []),
    timeoutMs: Math.min(part.backend.timeoutMs, options.timeoutMs),
  };
}
