import { DateTime, Duration } from 'luxon';
import { END_REASONS, NO_CLUSTER } from '../../incidents/incident.ts';
import { defaultReceiverKind } from '../../routing/default-receiver.ts';
import { isFollowersChannel } from '../../routing/followers.ts';
import type { OutgoingMessage } from '../channel-kind.ts';
import { type AlertGroup, alertGroupOf, type GroupAlert } from './alert-group.ts';
import { MESSAGE_WORDS, type MessageWords } from './message-words.ts';

/** A line of a small table: what it is, and what is to be said. */
export interface MessageRow {
  readonly name: string;
  readonly value: string;
}

/** One of several alerts. */
export interface AlertContent {
  readonly tone: 'firing' | 'resolved';
  /** `Firing` or `Resolved`, in the words of the message. */
  readonly state: string;
  readonly title: string;
  readonly severity: string;
  readonly facts: readonly MessageRow[];
  /** What it does not share with the others. */
  readonly labels: readonly MessageRow[];
  readonly url: string | null;
}

/** What a message says, before it becomes text or HTML. All texts may be hostile: not escaped yet. */
export interface MessageContent {
  readonly words: MessageWords;
  readonly tone: 'firing' | 'resolved';
  /** e.g. `Firing`. */
  readonly headline: string;
  readonly title: string;
  readonly severity: string;
  readonly testNote: string | null;
  readonly facts: readonly MessageRow[];
  readonly levels: readonly MessageRow[];
  readonly annotations: readonly MessageRow[];
  readonly labels: readonly MessageRow[];
  /** Empty when the message is about one alert: then the rows above say all of it. */
  readonly alerts: readonly AlertContent[];
  /** How many alerts are not in the list. */
  readonly more: number;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly footer: string;
}

/** At most so many labels and annotations are listed; the page of the incident has them all. */
const MAX_ROWS = 40;
const MAX_VALUE_CHARS = 2_000;
const MAX_ALERTS = 50;

type Zone = Pick<OutgoingMessage, 'timeZone'>;

export function messageContent(message: OutgoingMessage): MessageContent {
  const group = alertGroupOf(message);
  const words = MESSAGE_WORDS[message.language];
  const [first, ...others] = group.alerts;
  const isOne = others.length === 0;
  return {
    words,
    tone: group.status,
    headline: group.digest ? words.digest : words.purpose[group.kind],
    title: isOne ? first.title : groupTitle(group, words),
    severity: group.severity,
    testNote: group.isTest ? words.test : null,
    facts: [...saidRows(group, words), ...factsIn(group, message, words)],
    levels: isOne ? levelsOf(first, message, words) : [],
    annotations: rowsOf(group.commonAnnotations).toSorted((a, b) => leadPlace(a) - leadPlace(b)),
    labels: rowsOf(group.commonLabels),
    alerts: isOne
      ? []
      : group.alerts
          .slice(0, mostListed(group))
          .map((alert) => alertOf(alert, group, message, words)),
    more: isOne ? 0 : Math.max(0, group.alerts.length - mostListed(group)) + group.truncated,
    links: [...linksOf(first, words), ...(isOne ? actLinks(first, words) : allLink(group, words))],
    footer: footerOf(message, words)
      .replace('{owner}', () => group.owner)
      .replace('{channel}', () => message.channelName),
  };
}

/** Annotations that say in a sentence what is the matter, in the order they are read. */
const LEAD: readonly string[] = ['summary', 'description'];

function leadPlace({ name }: MessageRow): number {
  const place = LEAD.indexOf(name);
  return place < 0 ? LEAD.length : place;
}

/** The annotations that stand before everything else, and the others. */
export function leadOf({ annotations }: Pick<MessageContent, 'annotations'>): {
  readonly lead: readonly MessageRow[];
  readonly others: readonly MessageRow[];
} {
  const lead = annotations.filter((row) => leadPlace(row) < LEAD.length);
  return { lead, others: annotations.slice(lead.length) };
}

/** What stands in the place of a channel has no name of its own. */
function footerOf({ channelId, notification: { owner } }: OutgoingMessage, words: MessageWords) {
  if (isFollowersChannel(owner, channelId)) return words.footerFollowers;
  const isDefault = defaultReceiverKind(owner, channelId) !== undefined;
  return isDefault ? words.footerDefault : words.footer;
}

/** A digest names all. */
function mostListed({ digest }: AlertGroup): number {
  return digest ? Number.POSITIVE_INFINITY : MAX_ALERTS;
}

function saidRows({ said }: AlertGroup, words: MessageWords): readonly MessageRow[] {
  if (!said) return [];
  const by = { name: words.saidBy, value: cut(said.by) };
  return said.text === null ? [by] : [by, { name: words.saidText, value: cut(said.text) }];
}

function factsIn(group: AlertGroup, zone: Zone, words: MessageWords): readonly MessageRow[] {
  const { digest, alerts } = group;
  if (!digest) {
    return alerts.length === 1 ? factsOf(alerts[0], zone, words) : groupFacts(group, zone, words);
  }
  const counts = digest.severities.map(({ severity, count }) => `${severity} ${count}`);
  return [
    { name: words.severities, value: counts.join(' · ') },
    { name: words.digestWhy, value: words.digestReason },
  ];
}

/** `Disk almost full`, if that is what all are called, with how many there are. */
function groupTitle({ alerts, truncated, digest }: AlertGroup, words: MessageWords): string {
  if (digest) {
    return (alerts.length === 1 ? words.digestTitleOfOne : words.digestTitle)
      .replace('{messages}', String(digest.messages))
      .replace('{count}', String(alerts.length));
  }
  const [{ title }] = alerts;
  const count = words.alerts.replace('{count}', String(alerts.length + truncated));
  return alerts.every((alert) => alert.title === title) ? `${title} · ${count}` : count;
}

function groupFacts(group: AlertGroup, zone: Zone, words: MessageWords): readonly MessageRow[] {
  const since = Math.min(...group.alerts.map(({ startedAtMs }) => startedAtMs));
  const places = new Set(group.alerts.map(placeOf));
  const [place = ''] = places;
  return [
    { name: words.severity, value: group.severity },
    { name: words.since, value: instantText(since, zone, words) },
    ...(places.size === 1 ? [{ name: words.place, value: place }] : []),
  ];
}

function alertOf(
  alert: GroupAlert,
  { commonLabels, digest }: AlertGroup,
  zone: Zone,
  words: MessageWords,
): AlertContent {
  const own = Object.entries(alert.labels).filter(([name]) => !Object.hasOwn(commonLabels, name));
  return {
    tone: alert.status,
    state: words[alert.status],
    title: alert.title,
    severity: alert.severity,
    facts: factsOf(alert, zone, words).filter(({ name }) => name !== words.severity),
    labels: digest ? [] : rowsOf(Object.fromEntries(own)),
    url: alert.incidentUrl,
  };
}

function factsOf(alert: GroupAlert, zone: Zone, words: MessageWords): readonly MessageRow[] {
  const { severity, previousSeverity, startedAtMs, resolvedAtMs, resolveReason } = alert;
  const before =
    previousSeverity === null
      ? ''
      : ` (${words.severityBefore.replace('{severity}', () => previousSeverity)})`;
  const facts: MessageRow[] = [
    { name: words.severity, value: `${severity}${before}` },
    { name: words.since, value: instantText(startedAtMs, zone, words) },
  ];
  if (resolvedAtMs !== null) {
    facts.push(
      { name: words.until, value: instantText(resolvedAtMs, zone, words) },
      { name: words.lasted, value: durationText(resolvedAtMs - startedAtMs, words) },
    );
  }
  if (resolveReason !== null) {
    facts.push({ name: words.endReason, value: endReasonIn(words, resolveReason) });
  }
  facts.push({ name: words.place, value: placeOf(alert) });
  return facts;
}

/** Messages that were stored may hold a reason that is not there any more: it is said as it is named. */
function endReasonIn({ endReasons }: MessageWords, reason: string): string {
  const known = END_REASONS.find((one) => one === reason);
  return known === undefined ? reason : endReasons[known];
}

/** `acme / shop / prod · east/acme-prod`; `acme` of what is on no cluster. */
function placeOf({ owner, project, environment, cluster, namespace }: GroupAlert): string {
  const node = [owner, project, environment].filter((part) => part !== null).join(' / ');
  const pair = [cluster, namespace].filter((part) => part !== null).join('/');
  return cluster === NO_CLUSTER ? node : `${node} · ${pair}`;
}

function levelsOf({ levels }: GroupAlert, zone: Zone, words: MessageWords): readonly MessageRow[] {
  if (levels.length < 2) return [];
  return levels.map(({ severity, state, startsAtMs, endsAtMs }) => {
    const times = [startsAtMs, ...(endsAtMs === null ? [] : [endsAtMs])];
    const texts = times.map((ms) => instantText(ms, zone, words));
    return { name: severity, value: `${words[state]} · ${texts.join(' – ')}` };
  });
}

function rowsOf(texts: Readonly<Record<string, string>>): readonly MessageRow[] {
  return Object.entries(texts)
    .slice(0, MAX_ROWS)
    .map(([name, value]) => ({ name, value: cut(value) }));
}

function cut(text: string): string {
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text;
}

function linksOf({ incidentUrl, ruleUrl }: GroupAlert, words: MessageWords) {
  return [
    { text: words.openIncident, url: incidentUrl },
    { text: words.openRule, url: ruleUrl },
  ].flatMap(({ text, url }) => (url === null ? [] : [{ text, url }]));
}

function actLinks({ acknowledgeUrl, silenceUrl }: GroupAlert, words: MessageWords) {
  return [
    { text: words.acknowledge, url: acknowledgeUrl },
    { text: words.silence, url: silenceUrl },
  ].flatMap(({ text, url }) => (url === null ? [] : [{ text, url }]));
}

/** Only what fires is acknowledged, so that is what is counted; those not listed are counted as firing. */
function allLink({ acknowledgeAllUrl: url, alerts, truncated }: AlertGroup, words: MessageWords) {
  if (url === null) return [];
  const firing = alerts.filter(({ status }) => status === 'firing').length + truncated;
  return [{ text: words.acknowledgeAll.replace('{count}', String(firing)), url }];
}

/** `1 Mar 2026, 13:00:05 GMT+1 (Europe/Berlin)`; UTC when the zone is unknown to this machine. */
export function instantText(
  ms: number,
  { timeZone }: Zone,
  { locale }: Pick<MessageWords, 'locale'>,
): string {
  const zoned = DateTime.fromMillis(ms, { zone: timeZone, locale });
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

function durationText(ms: number, words: MessageWords): string {
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
