import type { TFunction } from 'i18next';
import type { Report, ReportInput } from '../../../contract/reports.ts';
import type { Findings } from '../../forms/pointer.ts';

/** A report as it is typed: an address, or a variable, on each line. */
export interface ReportForm
  extends Pick<
    ReportInput,
    | 'name'
    | 'enabled'
    | 'dashboard'
    | 'scope'
    | 'range'
    | 'cron'
    | 'zone'
    | 'language'
    | 'theme'
    | 'attachment'
  > {
  /** `name=value` on each line; a name twice has two values. */
  readonly variables: string;
  readonly addresses: string;
  readonly channels: readonly string[];
}

export const RANGES = ['last-24h', 'last-7d', 'yesterday', 'last-week', 'last-month'] as const;

export function blankReport(
  given: Pick<ReportForm, 'scope' | 'zone' | 'language' | 'dashboard'>,
): ReportForm {
  return {
    ...{ name: '', enabled: true, range: 'last-24h', cron: '0 8 * * 1,2,3,4,5' },
    ...{ theme: 'light', attachment: 'pdf', variables: '', addresses: '', channels: [] },
    ...given,
  };
}

export function formOfReport(report: Report): ReportForm {
  const { name, enabled, dashboard, scope, range, cron, zone, language, theme } = report;
  const { attachment, variables, recipients } = report;
  const lines = Object.entries(variables).flatMap(([variable, values]) =>
    values.map((value) => `${variable}=${value}`),
  );
  return {
    ...{ name, enabled, dashboard, scope, range, cron, zone, language, theme, attachment },
    variables: lines.join('\n'),
    addresses: recipients.addresses.join('\n'),
    channels: recipients.channels,
  };
}

/** The body of a save. Ask `checkReport` first. */
export function inputOfReport(form: ReportForm): ReportInput {
  const { enabled, dashboard, range, language, theme, attachment, channels } = form;
  const variables: Record<string, string[]> = {};
  for (const line of linesOf(form.variables)) {
    const [name, value] = variableOf(line);
    variables[name] = [...(variables[name] ?? []), value];
  }
  return {
    ...{ name: form.name.trim(), enabled, dashboard, scope: form.scope.trim(), range },
    ...{ cron: form.cron.trim(), zone: form.zone.trim(), language, theme, attachment, variables },
    recipients: { addresses: addressesOf(form.addresses), channels: [...channels] },
  };
}

/** What the browser can already tell is wrong, by JSON pointer. The service judges everything again. */
export function checkReport(form: ReportForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  for (const field of ['name', 'dashboard', 'scope', 'cron', 'zone'] as const) {
    if (form[field].trim() === '') findings.set(`/${field}`, t('forms.required'));
  }
  if (form.name.trim().length > 120) findings.set('/name', t('forms.tooLong', { max: 120 }));
  const addresses = addressesOf(form.addresses);
  const wrong = addresses.find((address) => !/^[^@\s]+@[^@\s]+$/.test(address));
  if (wrong !== undefined) findings.set(ADDRESSES, t('reports.noAddress', { text: wrong }));
  if (addresses.length + form.channels.length === 0)
    findings.set(ADDRESSES, t('reports.noRecipient'));
  const odd = linesOf(form.variables).find((line) => !/^\w+=/.test(line));
  if (odd !== undefined) findings.set('/variables', t('reports.noVariable', { text: odd }));
  return findings;
}

export const ADDRESSES = '/recipients/addresses';
export const CHANNELS = '/recipients/channels';

/** Pointers of the fields that are shown. */
export function reportFields(form: ReportForm): readonly string[] {
  return [
    ...['/name', '/dashboard', '/scope', '/variables', '/range', '/cron', '/zone'],
    ...['/language', '/theme', '/attachment', ADDRESSES, CHANNELS],
    ...addressesOf(form.addresses).map((_, index) => `${ADDRESSES}/${index}`),
    ...form.channels.map((_, index) => `${CHANNELS}/${index}`),
  ];
}

/** Tells a draft of this form from anything else. */
export function isReportForm(value: unknown): value is ReportForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const texts = ['name', 'dashboard', 'scope', 'range', 'cron', 'zone', 'language', 'theme'];
  const channels = entries.get('channels');
  return (
    [...texts, 'attachment', 'variables', 'addresses'].every(
      (key) => typeof entries.get(key) === 'string',
    ) &&
    typeof entries.get('enabled') === 'boolean' &&
    Array.isArray(channels) &&
    channels.every((one) => typeof one === 'string')
  );
}

/** One on each line, or between commas. */
export function addressesOf(text: string): string[] {
  return text.split(/[\n,;]/).flatMap((part) => part.trim() || []);
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}

function variableOf(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}
