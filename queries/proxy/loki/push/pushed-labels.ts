import { AppError } from '../../../../platform/errors/app-error.ts';
import { AUDIT_LABEL } from '../../../../platform/model/audit-label.ts';
import { compareText } from '../../../../platform/model/labels.ts';
import { parseLogqlSelector } from '../../../logql/parse.ts';
import { quoteGo } from '../../../promql/go-quote.ts';
import type { EnforcedMatcher } from '../../../scope/enforced-matcher.ts';
import { scopedValue } from '../../scoped-value.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Loki takes 15 label names at most by default, and may be told to take more. */
const MAX_LABELS = 64;
const MAX_VALUE_LENGTH = 8_192;

/**
 * The labels of one pushed stream, inside the scope: a tenancy label that is missing or empty is set
 * where the scope leaves no choice; one outside the scope refuses the whole push.
 * @throws AppError `invalid`
 */
export function scopedStreamLabels(
  given: ReadonlyMap<string, string>,
  matchers: readonly EnforcedMatcher[],
): ReadonlyMap<string, string> {
  const labels = new Map([...given].filter(([, value]) => value !== ''));
  if (labels.size > MAX_LABELS) {
    throw invalid(`a stream has ${labels.size} labels, at most ${MAX_LABELS} are taken`);
  }
  for (const [name, value] of labels) checkLabel(name, value);
  for (const matcher of matchers) {
    const value = scopedValue('stream', matcher, labels.get(matcher.name));
    if (value !== '') labels.set(matcher.name, value);
  }
  if (labels.size === 0) throw invalid('a stream has no labels');
  return new Map([...labels].sort(([a], [b]) => compareText(a, b)));
}

/** Names with two leading underscores are Loki's own, e.g. of its aggregated metrics. */
function checkLabel(name: string, value: string): void {
  if (!LABEL_NAME.test(name) || name.startsWith('__')) {
    throw invalid(
      `a stream has the label ${JSON.stringify(name.slice(0, 200))}, which is no label name here`,
    );
  }
  if (name === AUDIT_LABEL) {
    throw invalid(
      `a stream has the label ${AUDIT_LABEL}, which only the audit webhook of a cluster sets; nothing was stored`,
    );
  }
  if (value.length > MAX_VALUE_LENGTH || !value.isWellFormed() || value.includes('\0')) {
    throw invalid(
      `the value of the label ${name} is longer than ${MAX_VALUE_LENGTH} or no Unicode text`,
    );
  }
}

/** `{a="b", c="d"}` as clients of the protobuf form write labels. @throws AppError `invalid` */
export function parsePushedLabels(text: string): ReadonlyMap<string, string> {
  const parsed = parseLogqlSelector(text, { allowBare: true });
  if (parsed.kind === 'error') {
    throw invalid(`the labels of a stream cannot be read: ${parsed.error.text}`);
  }
  const labels = new Map<string, string>();
  for (const { name, op, value } of parsed.expr.matchers) {
    if (op !== '=') throw invalid(`the labels of a stream hold ${name}${op}, only = is taken`);
    if (labels.has(name)) throw invalid(`a stream has the label ${name} twice`);
    labels.set(name, value);
  }
  return labels;
}

/** `{a="b", c="d"}` */
export function printPushedLabels(labels: ReadonlyMap<string, string>): string {
  return `{${[...labels].map(([name, value]) => `${name}=${quoteGo(value)}`).join(', ')}}`;
}

export function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
