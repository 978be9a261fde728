import type { TFunction } from 'i18next';
import { parseDurationMs } from '../../../../platform/model/duration.ts';
import { parsePromqlSelector } from '../../../../queries/promql/parse.ts';
import type { Heartbeat, HeartbeatInput } from '../../../contract/heartbeats.ts';
import { linesOf } from '../../forms/lines-of.ts';
import { type Findings, pointer } from '../../forms/pointer.ts';

/** A heartbeat as it is typed: a condition on each line. */
export interface HeartbeatForm {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly kind: 'ping' | 'alert';
  readonly matchers: string;
  readonly every: string;
  readonly grace: string;
  readonly severity: string;
  /** `project.environment`; empty: the tenant as a whole. */
  readonly environment: string;
  /** Empty: the administrators. */
  readonly policy: string;
  readonly newToken: boolean;
}

export function blankHeartbeat(severity: string): HeartbeatForm {
  return {
    name: '',
    description: '',
    enabled: true,
    kind: 'ping',
    matchers: 'alertname="Watchdog"',
    every: '5m',
    grace: '1m',
    severity,
    environment: '',
    policy: '',
    newToken: false,
  };
}

export function formOfHeartbeat(heartbeat: Heartbeat): HeartbeatForm {
  const { name, description, enabled, kind, matchers, every, grace, severity } = heartbeat;
  return {
    name,
    description,
    enabled,
    kind,
    matchers: matchers.join('\n'),
    every,
    grace,
    severity,
    environment: heartbeat.environment ?? '',
    policy: heartbeat.policy ?? '',
    newToken: false,
  };
}

/** The body of a save. Ask `checkHeartbeat` first. */
export function inputOfHeartbeat(form: HeartbeatForm): HeartbeatInput {
  const { enabled, kind, severity, newToken } = form;
  const environment = form.environment.trim();
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    enabled,
    kind,
    matchers: kind === 'ping' ? [] : linesOf(form.matchers),
    every: form.every.trim(),
    grace: form.grace.trim(),
    severity,
    environment: environment === '' ? null : environment,
    policy: form.policy === '' ? null : form.policy,
    ...(newToken ? { newToken } : {}),
  };
}

/** What the browser can already tell is wrong, by JSON pointer. The service judges everything again. */
export function checkHeartbeat(form: HeartbeatForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const name = form.name.trim();
  if (name === '') findings.set('/name', t('forms.required'));
  if (name.length > 120) findings.set('/name', t('forms.tooLong', { max: 120 }));
  for (const field of ['every', 'grace'] as const) {
    if (parseDurationMs(form[field].trim()) === undefined) {
      findings.set(`/${field}`, t('heartbeats.invalidDuration'));
    }
  }
  if (form.severity === '') findings.set('/severity', t('forms.required'));
  if (form.kind === 'ping') return findings;
  const lines = linesOf(form.matchers);
  const wrong = lines.find((line) => parsePromqlSelector(`{${line}}`).kind === 'error');
  if (lines.length === 0) findings.set('/matchers', t('forms.required'));
  if (wrong !== undefined) findings.set('/matchers', t('inhibitions.invalid', { text: wrong }));
  return findings;
}

/** Pointers of the fields that are shown. */
export function heartbeatFields(form: HeartbeatForm): readonly string[] {
  return [
    '/name',
    '/description',
    '/matchers',
    ...linesOf(form.matchers).map((_, index) => pointer('matchers', index)),
    '/every',
    '/grace',
    '/severity',
    '/environment',
    '/policy',
  ];
}

/** Tells a draft of this form from anything else. */
export function isHeartbeatForm(value: unknown): value is HeartbeatForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const texts = ['name', 'description', 'matchers', 'every', 'grace', 'severity'];
  return (
    [...texts, 'environment', 'policy'].every((key) => typeof entries.get(key) === 'string') &&
    ['ping', 'alert'].includes(String(entries.get('kind'))) &&
    ['enabled', 'newToken'].every((key) => typeof entries.get(key) === 'boolean')
  );
}
