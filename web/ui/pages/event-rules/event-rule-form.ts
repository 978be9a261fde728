import type { TFunction } from 'i18next';
import { parseDurationMs } from '../../../../platform/model/duration.ts';
import type { EventRule, EventRuleInput } from '../../../contract/event-rules.ts';
import type { Findings } from '../../forms/pointer.ts';

/** An event rule as it is typed. */
export interface EventRuleForm {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly source: 'event' | 'audit';
  readonly condition: string;
  readonly severity: string;
  readonly quiet: string;
  /** `project.environment`; empty: all of the tenant. */
  readonly environment: string;
  /** Empty: the administrators. */
  readonly policy: string;
}

export function blankEventRule(severity: string): EventRuleForm {
  return {
    name: '',
    description: '',
    enabled: true,
    source: 'event',
    condition: 'type = "Warning" and reason in ("BackOff", "Failed")',
    severity,
    quiet: '10m',
    environment: '',
    policy: '',
  };
}

export function formOfEventRule(rule: EventRule): EventRuleForm {
  const { name, description, enabled, source, condition, severity, quiet } = rule;
  const texts = { name, description, enabled, source, condition, severity, quiet };
  return { ...texts, environment: rule.environment ?? '', policy: rule.policy ?? '' };
}

/** The body of a save. Ask `checkEventRule` first. */
export function inputOfEventRule(form: EventRuleForm): EventRuleInput {
  const environment = form.environment.trim();
  return {
    ...form,
    name: form.name.trim(),
    description: form.description.trim(),
    condition: form.condition.trim(),
    quiet: form.quiet.trim(),
    environment: environment === '' ? null : environment,
    policy: form.policy === '' ? null : form.policy,
  };
}

/** What the browser can already tell is wrong, by JSON pointer. The service judges everything again. */
export function checkEventRule(form: EventRuleForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const name = form.name.trim();
  if (name === '') findings.set('/name', t('forms.required'));
  if (name.length > 120) findings.set('/name', t('forms.tooLong', { max: 120 }));
  if (form.condition.trim() === '') findings.set('/condition', t('forms.required'));
  if (form.severity === '') findings.set('/severity', t('forms.required'));
  const quietMs = parseDurationMs(form.quiet.trim()) ?? 0;
  if (quietMs < 60_000) findings.set('/quiet', t('eventRules.invalidQuiet'));
  return findings;
}

/** Pointers of the fields that are shown. */
export const EVENT_RULE_FIELDS = [
  '/name',
  '/description',
  '/condition',
  '/severity',
  '/quiet',
  '/environment',
  '/policy',
] as const;

/** Tells a draft of this form from anything else. */
export function isEventRuleForm(value: unknown): value is EventRuleForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const texts = ['name', 'description', 'condition', 'severity', 'quiet', 'environment', 'policy'];
  return (
    texts.every((key) => typeof entries.get(key) === 'string') &&
    ['event', 'audit'].includes(String(entries.get('source'))) &&
    typeof entries.get('enabled') === 'boolean'
  );
}
