import type { ErrorDetail } from '../../platform/errors/app-error.ts';

/**
 * Ways to reach somebody besides by mail, as services know people:
 * - `phone`: for gateways behind webhooks (text messages, calls), e.g. `+8613800000000`;
 * - `dingtalk-mobile`, `dingtalk-user`: whom a robot calls in its group, by mobile or by user id;
 * - `wecom-user`, `feishu-user`: by user id (Feishu: user or open id), since those robots call nobody by mobile;
 * - `slack-user`: a member id such as `U012AB3CD`; `telegram-user`: the number of a user;
 * - `pagerduty-user`: an id such as `PABC123`.
 */
export const CONTACT_KINDS = [
  'phone',
  'dingtalk-mobile',
  'dingtalk-user',
  'wecom-user',
  'feishu-user',
  'slack-user',
  'telegram-user',
  'pagerduty-user',
] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** One of them, of one person; `severities` empty: at every severity. */
export interface Contact {
  readonly kind: ContactKind;
  readonly value: string;
  readonly severities: readonly string[];
}

/** Of one person. */
export const MAX_CONTACTS = 20;

const USER_ID = /^(?!all$)[\w.@-]{1,64}$/i;

/** Nothing that a service takes for markup or for everybody. */
const RULES: Readonly<Record<ContactKind, { readonly pattern: RegExp; readonly example: string }>> =
  {
    phone: { pattern: /^\+?\d{5,20}$/, example: '+8613800000000' },
    'dingtalk-mobile': { pattern: /^\+?\d[\d-]{4,19}$/, example: '13800000000' },
    'dingtalk-user': { pattern: USER_ID, example: 'manager4220' },
    'wecom-user': { pattern: USER_ID, example: 'zhangsan' },
    'feishu-user': { pattern: USER_ID, example: 'ou_18eac8…' },
    'slack-user': { pattern: /^[UW][A-Z0-9]{5,20}$/, example: 'U012AB3CD' },
    'telegram-user': { pattern: /^\d{3,20}$/, example: '123456789' },
    'pagerduty-user': { pattern: /^P[A-Z0-9]{4,20}$/, example: 'PABC123' },
  };

/** What is wrong with somebody's contacts; paths begin with `/contacts`. */
export function contactFindings(contacts: readonly Contact[]): readonly ErrorDetail[] {
  const seen = new Set<string>();
  return contacts.flatMap(({ kind, value }, index) => {
    const { pattern, example } = RULES[kind];
    const path = `/contacts/${index}/value`;
    if (!pattern.test(value)) return [{ path, message: `expected something such as ${example}` }];
    const name = `${kind} ${value}`;
    const isKnown = seen.has(name);
    seen.add(name);
    return isKnown ? [{ path, message: 'is listed twice' }] : [];
  });
}

/** What somebody wants to be reached by at a severity: empty severities are all. */
export function chosenAt<Way extends { readonly severities: readonly string[] }>(
  ways: readonly Way[],
  severity: string,
): readonly Way[] {
  return ways.filter(({ severities }) => severities.length === 0 || severities.includes(severity));
}

export function isContactKind(text: string): text is ContactKind {
  return CONTACT_KINDS.some((kind) => kind === text);
}
