import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { SEVERITY_LABEL } from './alert-labels.ts';
import { checkTemplate } from './check-template.ts';

/** Classic names: legal on every version of every backend. */
const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const OURS = /^tocsin_/;
const RESERVED: ReadonlySet<string> = new Set([SEVERITY_LABEL, 'alertname']);
const MAX_NAME = 200;
const MAX_ENTRIES = 50;
const MAX_LABEL_VALUE = 1_024;
const MAX_ANNOTATION = 16_384;
/** Prometheus keeps them anew for every alert. */
const MAX_ANNOTATIONS = 65_536;

/**
 * Labels that people may put on the alerts of their rule: legal names that neither we nor the
 * cluster's tenancy use, at most 50, values of at most 1,024 characters that are safe templates.
 */
export function checkLabels(
  labels: ReadonlyMap<string, string>,
  tenancyLabels: ReadonlySet<string>,
): readonly ErrorDetail[] {
  return checkEntries('/labels', labels, (name, value) => {
    if (RESERVED.has(name) || OURS.test(name)) return `"${name}" is set by tocsin`;
    if (name.startsWith('__')) return 'names that begin with "__" are reserved';
    if (tenancyLabels.has(name)) return `"${name}" says whose an alert is and cannot be set`;
    return checkText(value, MAX_LABEL_VALUE);
  });
}

/**
 * Annotations: legal names, at most 50, safe templates of at most 16,384 characters, at most 65,536
 * together.
 */
export function checkAnnotations(annotations: ReadonlyMap<string, string>): readonly ErrorDetail[] {
  const characters = [...annotations.values()].reduce((sum, { length }) => sum + length, 0);
  if (characters > MAX_ANNOTATIONS) {
    return [{ path: '/annotations', message: `must have at most ${MAX_ANNOTATIONS} characters` }];
  }
  return checkEntries('/annotations', annotations, (name, value) => {
    if (OURS.test(name)) return `"${name}" is set by tocsin`;
    return checkText(value, MAX_ANNOTATION);
  });
}

/** False for texts with half of a surrogate pair: they are no UTF-8 and reach no backend. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function checkEntries(
  parent: string,
  entries: ReadonlyMap<string, string>,
  check: (name: string, value: string) => string | undefined,
): readonly ErrorDetail[] {
  if (entries.size > MAX_ENTRIES) {
    return [{ path: parent, message: `must hold at most ${MAX_ENTRIES} entries` }];
  }
  return [...entries].flatMap(([name, value]) => {
    const isLegal = name.length <= MAX_NAME && CLASSIC_NAME.test(name);
    const message = isLegal
      ? check(name, value)
      : `"${name.slice(0, MAX_NAME)}" must be letters, digits and "_", and not begin with a digit`;
    return message === undefined ? [] : [{ path: `${parent}/${pointerPart(name)}`, message }];
  });
}

function checkText(text: string, maxLength: number): string | undefined {
  if (text.length > maxLength) return `must have at most ${maxLength} characters`;
  if (!isWellFormed(text)) return 'contains half of a surrogate pair';
  if (text.includes('\0')) return 'must not contain NUL';
  const problem = checkTemplate(text);
  return problem && `template: ${problem.message} (character ${problem.at + 1})`;
}

/** @see https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
