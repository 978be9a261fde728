import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { readOneYaml } from '../../platform/schema/one-yaml.ts';

export type YamlReading =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly findings: readonly ErrorDetail[] };

/** Longest text that is looked at, in UTF-16 units: the thread is nobody else's meanwhile. */
const MAX_MONITOR_TEXT = 65_536;

/** One document of YAML 1.2 or JSON, as data. */
export function readMonitorYaml(text: string): YamlReading {
  if (text.length > MAX_MONITOR_TEXT) {
    return refused(`expected text of at most ${MAX_MONITOR_TEXT} characters`);
  }
  const read = readOneYaml(text);
  return read.kind === 'read' ? read : refused(read.message);
}

function refused(message: string): YamlReading {
  return { kind: 'refused', findings: [{ path: '/yaml', message }] };
}
