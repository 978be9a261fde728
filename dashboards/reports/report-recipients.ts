import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Report } from './report.ts';
import type { ReportAccess } from './report-access.ts';
import type { MailRecipients } from './report-mail.ts';
import { type ReportReason, reasonFor } from './report-reasons.ts';

/** Whom a report goes to now, and which of its channels it does not. */
export interface FoundRecipients {
  readonly recipients: MailRecipients;
  readonly count: number;
  readonly notes: readonly ReportReason[];
}

/** Most addresses of one mail. */
const MOST = 200;

/** Nobody gets it twice; those of a blind copy stay so unless they are named openly. */
export function recipientsNow(
  access: Pick<ReportAccess, 'channels'>,
  principal: Principal,
  { owner, recipients: { addresses, channels } }: Report,
): FoundRecipients {
  const found = access.channels(principal, owner, channels);
  const usable = found.flatMap(({ channel }) => (channel?.enabled ? [channel] : []));
  const seen = new Set<string>();
  const fresh = (list: readonly string[]) =>
    list.filter((address) => {
      const isFresh = !seen.has(address) && seen.size < MOST;
      if (isFresh) seen.add(address);
      return isFresh;
    });
  const recipients = {
    to: fresh([...addresses, ...usable.flatMap(({ to }) => to)]),
    cc: fresh(usable.flatMap(({ cc }) => cc)),
    bcc: fresh(usable.flatMap(({ bcc }) => bcc)),
  };
  const notes = found.flatMap(({ id, channel }) => {
    if (channel === null) return [reasonFor('channel_gone', { channel: id })];
    return channel.enabled ? [] : [reasonFor('channel_off', { channel: channel.name })];
  });
  return { recipients, count: seen.size, notes };
}

/** Without those whose account at the owner is switched off. @param leavers in lower case */
export function withoutLeavers(
  { recipients, notes }: FoundRecipients,
  leavers: ReadonlySet<string>,
): FoundRecipients {
  const isLeaver = (address: string) => leavers.has(address.toLowerCase());
  const stays = (list: readonly string[]) => list.filter((address) => !isLeaver(address));
  const { to, cc, bcc } = recipients;
  const left = { to: stays(to), cc: stays(cc), bcc: stays(bcc) };
  const gone = [...to, ...cc, ...bcc].filter(isLeaver);
  return {
    recipients: left,
    count: left.to.length + left.cc.length + left.bcc.length,
    notes: [...notes, ...gone.map((address) => reasonFor('account_off', { address }))],
  };
}
