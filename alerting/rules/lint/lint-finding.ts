import type { BilingualText } from '../../../queries/templates/named-metric.ts';
import { LINT_TEXTS, type LintCode, type LintSeverity } from './lint-texts.data.ts';

/** Where in the expression, in UTF-16 offsets, `end` exclusive. */
export interface LintSpan {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a rule, or worth a thought. */
export interface LintFinding {
  readonly code: LintCode;
  readonly severity: LintSeverity;
  /** JSON Pointer into the rule as people send it. */
  readonly path: string;
  /** Into `content.expression`; null where it is not about a place in it. */
  readonly span: LintSpan | null;
  readonly message: BilingualText;
  readonly explanation: BilingualText;
  /** What may stand in place of the span, or of the field at `path` where there is none; or null. */
  readonly suggestion: string | null;
}

/** Where a finding is, and what it is told with. */
export interface LintPlace {
  readonly path: string;
  readonly span?: LintSpan;
  readonly fields?: Readonly<Record<string, string>>;
  readonly suggestion?: string | null;
}

const MAX_OF_CODE = 5;
const MAX_FIELD = 300;

/**
 * Collects findings: of each code the first five and none twice, so that what is found in a hostile
 * text stays small. Ask `hasRoom` before what costs.
 */
export class LintFindings {
  readonly #found: LintFinding[] = [];
  readonly #counts = new Map<LintCode, number>();
  readonly #keys = new Set<string>();

  hasRoom(code: LintCode): boolean {
    return (this.#counts.get(code) ?? 0) < MAX_OF_CODE;
  }

  add(code: LintCode, { path, span, fields = {}, suggestion = null }: LintPlace): void {
    const at = span === undefined ? null : { start: span.start, end: span.end };
    const key = `${code} ${path} ${at?.start ?? ''} ${at?.end ?? ''}`;
    if (!this.hasRoom(code) || this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    const { severity, message, explanation } = LINT_TEXTS[code];
    this.#found.push({
      code,
      severity,
      path,
      span: at,
      message: filled(message, fields),
      explanation: filled(explanation, fields),
      suggestion,
    });
  }

  /** The worst first, then in the order in which they were found. */
  all(): readonly LintFinding[] {
    const rank = { error: 0, warning: 1, info: 2 };
    return [...this.#found].sort((a, b) => rank[a.severity] - rank[b.severity]);
  }
}

function filled(
  [en, zh]: readonly [string, string],
  fields: Readonly<Record<string, string>>,
): BilingualText {
  const values = new Map(Object.entries(fields));
  const fill = (text: string): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => clipped(values.get(name) ?? whole));
  return { en: fill(en), zh: fill(zh) };
}

function clipped(text: string): string {
  const characters = [...text.slice(0, 2 * MAX_FIELD)];
  return characters.length > MAX_FIELD ? `${characters.slice(0, MAX_FIELD).join('')}…` : text;
}
