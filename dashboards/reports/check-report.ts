import { isMailAddress } from '../../alerting/notify/email/mail-address.ts';
import { checkCron } from '../../alerting/silences/check-cron.ts';
import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { REPORT_LIMITS, type ReportDraft } from './report.ts';
import { leastInterval } from './report-schedule.ts';

const UID = /^[A-Za-z0-9_-]{1,40}$/;
const VARIABLE = /^\w{1,100}$/;

/** All that is wrong with a draft by itself; what it names is looked up elsewhere. */
export function checkReport(draft: ReportDraft, nowMs: number): readonly ErrorDetail[] {
  return [
    ...checkName(draft.name),
    ...(UID.test(draft.dashboard) ? [] : [at('/dashboard', 'expected the uid of a dashboard')]),
    ...checkVariables(draft.variables),
    ...checkTimes(draft, nowMs),
    ...checkRecipients(draft.recipients),
  ];
}

function checkName(name: string): readonly ErrorDetail[] {
  const { nameChars } = REPORT_LIMITS;
  const isGood = name !== '' && name.trim() === name && name.length <= nameChars && isPlain(name);
  return isGood ? [] : [at('/name', `expected 1 to ${nameChars} characters on one line`)];
}

function checkVariables(variables: ReportDraft['variables']): readonly ErrorDetail[] {
  const entries = Object.entries(variables);
  if (entries.length > REPORT_LIMITS.variables)
    return [at('/variables', `expected at most ${REPORT_LIMITS.variables}`)];
  return entries.flatMap(([name, values]) => {
    if (!VARIABLE.test(name)) return [at('/variables', `"${name}" is no name of a variable`)];
    const isGood =
      values.length <= REPORT_LIMITS.values &&
      values.every((one) => one.length <= REPORT_LIMITS.valueChars && one.isWellFormed());
    const message = `expected at most ${REPORT_LIMITS.values} values of ${REPORT_LIMITS.valueChars} characters`;
    return isGood ? [] : [at(`/variables/${name}`, message)];
  });
}

function checkTimes(
  { cron, zone }: Pick<ReportDraft, 'cron' | 'zone'>,
  nowMs: number,
): readonly ErrorDetail[] {
  const problem = checkCron(cron, zone, nowMs);
  if (problem !== null) return [at(`/${problem.at}`, problem.message)];
  const leastMs = leastInterval({ cron, zone }, nowMs);
  return leastMs !== null && leastMs < REPORT_LIMITS.leastIntervalMs
    ? [at('/cron', 'a report is made every 15 minutes at most')]
    : [];
}

function checkRecipients({
  addresses,
  channels,
}: ReportDraft['recipients']): readonly ErrorDetail[] {
  const most = REPORT_LIMITS;
  const path = '/recipients/addresses';
  if (addresses.length + channels.length === 0)
    return [at(path, 'expected an address or a channel at least')];
  return [
    ...(addresses.length > most.addresses ? [at(path, `expected at most ${most.addresses}`)] : []),
    ...(channels.length > most.channels
      ? [at('/recipients/channels', `expected at most ${most.channels}`)]
      : []),
    ...addresses.flatMap((address, index) =>
      isMailAddress(address)
        ? []
        : [at(`${path}/${index}`, 'expected an address such as ops@example.org')],
    ),
  ];
}

function isPlain(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed();
}

function at(path: string, message: string): ErrorDetail {
  return { path, message };
}
