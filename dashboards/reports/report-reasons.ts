import { fillWords } from './document/report-words.data.ts';

/** In English, for logs and for who does not know a code; `{by}` and the like are values of it. */
const TEXTS = {
  missed: 'The service was down at its time, and for six hours after it.',
  ended_while_sending: 'The service ended while it was sent; it may have arrived.',
  no_account: '{by} ordered it, and has no account here any more or may not sign in.',
  may_not_write: '{by} ordered it, and may not write dashboards of {scope} any more.',
  may_not_ask: '{by}: there is no right to ask for metrics or logs of it',
  no_dashboard: '{by}: there is no dashboard {dashboard} that may be read',
  nobody_left: 'Nobody is left to send it to.',
  channel_gone: 'not to the channel {channel}, which is gone or not to be read',
  channel_off: 'not to the channel {channel}, which is switched off',
  account_off: 'not to {address}, whose account may not sign in any more',
  changed_meanwhile: 'The report was changed while it was drawn.',
  sees_less: '{by} may see less of {scope} than when drawing it began.',
  not_drawn: '{detail}',
  failed: '{detail}',
  mail_waits: '{detail}',
  mail_refused: 'The mail relay refused it: {detail}',
  without_attachment: 'without its attachment: the mail relay takes no mail of {size}',
  without_pictures: 'without its attachment and pictures: the mail relay takes no mail of {size}',
} as const;

export type ReportReasonCode = keyof typeof TEXTS;

/** Why a report was not sent, or what it went without. */
export interface ReportReason {
  readonly code: ReportReasonCode;
  readonly values: Readonly<Record<string, string>>;
}

/** What became of a run. */
export interface Said {
  /** In English; empty: nothing to say. */
  readonly message: string;
  /** The same by codes, in this order; none of what an older service wrote. */
  readonly reasons: readonly SaidReason[];
}

/** As stored: a newer service may have written codes that this one does not know. */
export interface SaidReason {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
}

export const SAID_NOTHING: Said = { message: '', reasons: [] };

export function reasonFor(
  code: ReportReasonCode,
  values: Readonly<Record<string, string>> = {},
): ReportReason {
  return { code, values };
}

/** @param between what stands between two of them in English */
export function sayReasons(reasons: readonly ReportReason[], between = '; '): Said {
  const texts = reasons.map(({ code, values }) => fillWords(TEXTS[code], values));
  return { message: texts.join(between), reasons };
}

/** Of one reason. */
export function sayReason(
  code: ReportReasonCode,
  values: Readonly<Record<string, string>> = {},
): Said {
  return sayReasons([reasonFor(code, values)]);
}

/** Ends the text and begins the codes: "record separator", which no text of ours holds. */
const SEPARATOR = '\u001E';

/** As it is stored: the text, so that an older service shows it, then the codes. */
export function printSaid({ message, reasons }: Said): string {
  const text = message.replaceAll(SEPARATOR, ' ');
  return reasons.length === 0 ? text : `${text}${SEPARATOR}${JSON.stringify(reasons)}`;
}

/** @throws SyntaxError for what `printSaid` has not written */
export function parseSaid(stored: string): Said {
  const at = stored.indexOf(SEPARATOR);
  if (at === -1) return { message: stored, reasons: [] };
  const reasons = JSON.parse(stored.slice(at + 1)) as readonly SaidReason[];
  return { message: stored.slice(0, at), reasons };
}
