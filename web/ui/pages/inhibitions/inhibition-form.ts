import type { TFunction } from 'i18next';
import { parsePromqlSelector } from '../../../../queries/promql/parse.ts';
import type { Inhibition, InhibitionInput } from '../../../contract/inhibitions.ts';
import { linesOf } from '../../forms/lines-of.ts';
import { type Findings, pointer } from '../../forms/pointer.ts';

/** An inhibition rule as it is typed: a condition on each line. */
export interface InhibitionForm {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly source: string;
  readonly target: string;
  readonly equal: readonly string[];
}

export const BLANK_INHIBITION: InhibitionForm = {
  name: '',
  description: '',
  enabled: true,
  source: 'severity="critical"',
  target: 'severity!="critical"',
  equal: ['alertname'],
};

export function formOfInhibition(rule: Inhibition): InhibitionForm {
  const { name, description, enabled, source, target, equal } = rule;
  return {
    name,
    description,
    enabled,
    source: source.join('\n'),
    target: target.join('\n'),
    equal,
  };
}

/** The body of a save. Ask `checkInhibition` first. */
export function inputOfInhibition(form: InhibitionForm): InhibitionInput {
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    enabled: form.enabled,
    source: linesOf(form.source),
    target: linesOf(form.target),
    equal: form.equal.map((name) => name.trim()).filter((name) => name !== ''),
  };
}

/** What the browser can already tell is wrong, by JSON pointer. The service judges everything again. */
export function checkInhibition(form: InhibitionForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const name = form.name.trim();
  if (name === '') findings.set('/name', t('forms.required'));
  if (name.length > 120) findings.set('/name', t('forms.tooLong', { max: 120 }));
  for (const field of ['source', 'target'] as const) {
    const lines = linesOf(form[field]);
    if (lines.length === 0) findings.set(`/${field}`, t('forms.required'));
    const wrong = lines.find((line) => !isCondition(line));
    if (wrong !== undefined) findings.set(`/${field}`, t('inhibitions.invalid', { text: wrong }));
  }
  return findings;
}

/** Pointers of the fields that are shown; findings on a line of conditions go to the whole field. */
export function inhibitionFields(form: InhibitionForm): readonly string[] {
  return [
    '/name',
    '/description',
    '/source',
    '/target',
    '/equal',
    ...(['source', 'target'] as const).flatMap((field) =>
      linesOf(form[field]).map((_, index) => pointer(field, index)),
    ),
  ];
}

/** Tells a draft of this form from anything else. */
export function isInhibitionForm(value: unknown): value is InhibitionForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    ['name', 'description', 'source', 'target'].every(
      (key) => typeof entries.get(key) === 'string',
    ) &&
    typeof entries.get('enabled') === 'boolean' &&
    Array.isArray(entries.get('equal'))
  );
}

function isCondition(line: string): boolean {
  const parsed = parsePromqlSelector(`{${line}}`);
  return parsed.kind === 'ok' && parsed.expr.matchers.length === 1;
}
