import type { RuleSourceInput } from '../../../../contract/rules.ts';
import { sentLogForm } from '../log-form/log-form.ts';

/** A source as it is sent: filters that still wait for a value are left out. */
export function sentSource(source: RuleSourceInput): RuleSourceInput {
  if (source.kind === 'log_form') return { ...source, form: sentLogForm(source.form) };
  const { filters, window, ...others } = source.parameters;
  const parameters = {
    ...others,
    ...(filters === undefined
      ? {}
      : { filters: filters.filter(({ op, value }) => value !== '' || op.startsWith('!')) }),
    ...(window === undefined ? {} : { window: window.trim() }),
  };
  return { ...source, parameters };
}
