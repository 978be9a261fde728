import type { BilingualText } from '../named-metric.ts';
import { FINDING_TEXTS, type FindingCode } from './template-finding.data.ts';

/** What is wrong, or doubtful, about a template. */
export interface TemplateFinding {
  readonly code: FindingCode;
  /** An error makes the template unusable, a warning is for its author to judge. */
  readonly severity: 'error' | 'warning';
  /** JSON Pointer into the template. */
  readonly path: string;
  /** What is wrong and what to do about it. */
  readonly message: BilingualText;
}

/** A finding with its text; `{…}` in it are the fields. */
export function findingOf(
  code: FindingCode,
  path: string,
  fields: Readonly<Record<string, string>> = {},
): TemplateFinding {
  const { severity, en, zh } = FINDING_TEXTS[code];
  const filled = new Map(Object.entries(fields));
  const fill = (text: string): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => filled.get(name) ?? whole);
  return { code, severity, path, message: { en: fill(en), zh: fill(zh) } };
}
