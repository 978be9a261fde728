import { DateTime, Duration } from 'luxon';
import type { OutgoingMessage } from '../channel-kind.ts';
import { MAIL_WORDS, type MailWords } from './mail-words.ts';

/** A line of a small table: what it is, and what is to be said. */
export interface MailRow {
  readonly name: string;
  readonly value: string;
}

/** What a mail says, before it becomes text or HTML. All texts may be hostile: not escaped yet. */
export interface MailContent {
  readonly words: MailWords;
  readonly tone: 'firing' | 'resolved';
  /** e.g. `Firing`. */
  readonly headline: string;
  readonly title: string;
  readonly severity: string;
  readonly testNote: string | null;
  readonly facts: readonly MailRow[];
  readonly levels: readonly MailRow[];
  readonly annotations: readonly MailRow[];
  readonly labels: readonly MailRow[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly footer: string;
}

/** At most so many labels and annotations are listed; the page of the incident has them all. */
const MAX_ROWS = 40;
const MAX_VALUE_CHARS = 2_000;

export function mailContent(message: OutgoingMessage): MailContent {
  const { notification, language } = message;
  const words = MAIL_WORDS[language];
  return {
    words,
    tone: notification.status,
    headline: words.purpose[notification.purpose],
    title: notification.title,
    severity: notification.severity,
    testNote: notification.isTest ? words.test : null,
    facts: factsOf(message, words),
    levels: levelsOf(message, words),
    annotations: rowsOf(notification.annotations),
    labels: rowsOf(notification.labels),
    links: linksOf(message, words),
    footer: words.footer
      .replace('{owner}', () => notification.owner)
      .replace('{channel}', () => message.channelName),
  };
}

function factsOf(message: OutgoingMessage, words: MailWords): readonly MailRow[] {
  const { notification, timeZone } = message;
  const { severity, previousSeverity, startedAtMs, resolvedAtMs, resolveReason } = notification;
  const before =
    previousSeverity === null
      ? ''
      : ` (${words.severityBefore.replace('{severity}', () => previousSeverity)})`;
  const facts: MailRow[] = [
    { name: words.severity, value: `${severity}${before}` },
    { name: words.since, value: instantText(startedAtMs, timeZone, words) },
  ];
  if (resolvedAtMs !== null) {
    facts.push(
      { name: words.until, value: instantText(resolvedAtMs, timeZone, words) },
      { name: words.lasted, value: durationText(resolvedAtMs - startedAtMs, words) },
    );
  }
  if (resolveReason !== null) {
    facts.push({ name: words.endReason, value: words.endReasons[resolveReason] ?? resolveReason });
  }
  facts.push({ name: words.place, value: placeOf(message) });
  return facts;
}

/** `acme / shop / prod · east/acme-prod` */
function placeOf({ notification }: OutgoingMessage): string {
  const { owner, project, environment, cluster, namespace } = notification;
  const node = [owner, project, environment].filter((part) => part !== null).join(' / ');
  const pair = [cluster, namespace].filter((part) => part !== null).join('/');
  return `${node} · ${pair}`;
}

function levelsOf(message: OutgoingMessage, words: MailWords): readonly MailRow[] {
  const { levels } = message.notification;
  if (levels.length < 2) return [];
  return levels.map(({ severity, state, startsAtMs, endsAtMs }) => {
    const times = [startsAtMs, ...(endsAtMs === null ? [] : [endsAtMs])];
    const texts = times.map((ms) => instantText(ms, message.timeZone, words));
    return { name: severity, value: `${words[state]} · ${texts.join(' – ')}` };
  });
}

function rowsOf(texts: Readonly<Record<string, string>>): readonly MailRow[] {
  return Object.entries(texts)
    .slice(0, MAX_ROWS)
    .map(([name, value]) => ({ name, value: cut(value) }));
}

function cut(text: string): string {
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text;
}

function linksOf({ links }: OutgoingMessage, words: MailWords) {
  return [
    { text: words.openIncident, url: links.incident },
    { text: words.openRule, url: links.rule },
  ].flatMap(({ text, url }) => (url === null ? [] : [{ text, url }]));
}

/** `1 Mar 2026, 13:00:05 GMT+1 (Europe/Berlin)`; UTC when the zone is unknown to this machine. */
function instantText(ms: number, timeZone: string, words: MailWords): string {
  const zoned = DateTime.fromMillis(ms, { zone: timeZone, locale: words.locale });
  const time = zoned.isValid ? zoned : DateTime.fromMillis(ms, { zone: 'utc' });
  const text = time.toLocaleString({
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  const zone = time.zoneName ?? 'UTC';
  const offset = time.offsetNameShort ?? '';
  return zone === offset ? `${text} ${zone}` : `${text} ${offset} (${zone})`;
}

function durationText(ms: number, words: MailWords): string {
  const shifted = Duration.fromMillis(Math.max(0, Math.round(ms / 1_000) * 1_000), {
    locale: words.locale,
  })
    .shiftTo('days', 'hours', 'minutes', 'seconds')
    .removeZeros();
  return shifted.valueOf() === 0
    ? Duration.fromObject({ seconds: 0 }, { locale: words.locale }).toHuman({
        unitDisplay: 'short',
      })
    : shifted.toHuman({ unitDisplay: 'short' });
}
