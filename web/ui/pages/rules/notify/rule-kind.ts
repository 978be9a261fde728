import { nextLevel, type RuleForm } from '../rule-form.ts';

/** The rule as one that alerts, or as one that records: what only the other kind has is dropped. */
export function ofKind(
  form: RuleForm,
  kind: 'alerts' | 'records',
  ladder: readonly string[],
): RuleForm {
  if ((kind === 'records') === (form.record !== null)) return form;
  if (kind === 'alerts') return { ...form, record: null, levels: [nextLevel([], ladder)] };
  return {
    ...form,
    record: '',
    levels: [],
    annotations: [],
    channels: [],
    policy: null,
    noData: 'ignore',
  };
}

/** Whether it can be the name of a series. */
export function isSeriesName(text: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/.test(text.trim());
}
