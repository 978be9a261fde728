import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { CheckedSettings } from '../channel-kind.ts';
import { givenList } from '../given-fields.ts';
import { isMailAddress } from './mail-address.ts';

/** All together. */
export const MAX_RECIPIENTS = 50;
const FIELDS = ['to', 'cc', 'bcc'] as const;

/** A mail's fields: at least one address to send to, each named once. */
export function checkMail(given: ChannelSettings): CheckedSettings {
  const findings: ErrorDetail[] = [];
  const lists = FIELDS.map((field) => [field, givenList(given, field) ?? []] as const);
  const all = lists.flatMap(([, addresses]) => addresses);
  const to = lists[0]?.[1] ?? [];
  if (to.length === 0) findings.push({ path: '/to', message: 'expected at least one address' });
  if (all.length > MAX_RECIPIENTS) {
    findings.push({ path: '/to', message: `expected at most ${MAX_RECIPIENTS} addresses` });
  }
  for (const [field, addresses] of lists) {
    addresses.forEach((address, index) => {
      if (isMailAddress(address)) return;
      const message = 'expected an address such as ops@example.org';
      findings.push({ path: `/${field}/${index}`, message });
    });
  }
  if (findings.length > 0) return { kind: 'invalid', findings };
  const settings = recipientsOf(given);
  // Those of a blind copy are nobody's business but the channel's.
  const shown = [...(settings.to ?? []), ...(settings.cc ?? [])];
  const hidden = settings.bcc?.length ?? 0;
  const target = `${shown.join(', ')}${hidden === 0 ? '' : `, +${hidden} BCC`}`;
  return { kind: 'valid', settings, secrets: {}, target };
}

type Recipients = Readonly<Partial<Record<(typeof FIELDS)[number], string[]>>>;

/** Nobody gets a mail twice: the first field that names an address has it. */
export function recipientsOf(settings: ChannelSettings): Recipients {
  const seen = new Set<string>();
  const found: Partial<Record<(typeof FIELDS)[number], string[]>> = {};
  for (const field of FIELDS) {
    const fresh = (givenList(settings, field) ?? []).filter((address) => !seen.has(address));
    const distinct = [...new Set(fresh)];
    for (const address of distinct) seen.add(address);
    if (distinct.length > 0) found[field] = distinct;
  }
  return found;
}
