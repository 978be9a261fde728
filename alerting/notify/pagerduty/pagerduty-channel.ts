import { createHash } from 'node:crypto';
import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type {
  ChannelSecrets,
  CheckedSettings,
  OutgoingMessage,
  SendOutcome,
} from '../channel-kind.ts';
import { type AlertGroup, alertGroupOf } from '../content/alert-group.ts';
import { cutText, plainLine } from '../content/markup.ts';
import { messageContent } from '../content/message-content.ts';
import { headline } from '../content/message-title.ts';
import { ownTexts } from '../content/write-message.ts';
import { givenText } from '../given-fields.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import { postService, type ServiceParts } from '../service/post-service.ts';
import {
  judgeStatus,
  KEY_REFUSED,
  outcomeOf,
  type ServiceAnswer,
  textIn,
  UNWANTED,
} from '../service/service-answer.ts';
import { destinationKeyOf } from '../service/service-url.ts';
import { pictureUrlOf, withProblems } from '../service/text-service.ts';

const HOSTS = { us: 'events.pagerduty.com', eu: 'events.eu.pagerduty.com' } as const;
const MAX_ALERTS = 20;
const MAX_TEXT = 1_000;

/** PagerDuty's Events API v2: triggers and resolves one of its incidents per incident of ours. */
export const pagerduty: KindDescription = {
  name: 'pagerduty',
  title: { en: 'PagerDuty', zh: 'PagerDuty' },
  hint: { en: 'Triggers and resolves incidents of a service.', zh: '触发并恢复某个服务的事件。' },
  icon: 'urgent',
  hasTexts: true,
  isStateful: true,
  fields: [
    {
      name: 'routingKey',
      type: 'password',
      label: { en: 'Integration key', zh: '集成密钥' },
      help: {
        en: 'Of an integration “Events API v2”: 32 letters and digits. Kept secret.',
        zh: '“Events API v2”集成的密钥，32 个字母和数字，会保密。',
      },
      description: 'Integration key of a service, Events API v2',
      isSecret: true,
      isRequired: true,
      minLength: 32,
      maxLength: 32,
      pattern: /^[A-Za-z0-9]{32}$/,
      wrong: { en: '32 letters and digits.', zh: '32 个字母和数字。' },
    },
    {
      name: 'region',
      type: 'choice',
      label: { en: 'Region', zh: '区域' },
      choices: [
        { value: 'us', label: { en: 'United States', zh: '美国' } },
        { value: 'eu', label: { en: 'Europe', zh: '欧洲' } },
      ],
    },
  ],
  contacts: [
    {
      kind: 'pagerduty-user',
      title: { en: 'PagerDuty user id', zh: 'PagerDuty 用户 ID' },
      pattern: /^P[A-Z0-9]{4,20}$/,
      example: 'PABC123',
    },
  ],
  sending: { by: 'service', create: pagerdutySending },
};

function pagerdutySending(parts: ServiceParts): KindSending {
  return {
    rates: [{ most: 120, perMs: 60_000 }],
    check,
    destinationKey: (settings, { routingKey = '' }) =>
      destinationKeyOf(HOSTS[regionOf(settings)], routingKey),
    write: (message) => {
      const { event, problems } = eventOf(message, 'R…', null);
      const body = JSON.stringify(event, null, 2);
      const { summary } = event.payload ?? { summary: '' };
      return { title: summary, body, isShortened: false, problems, format: 'json' };
    },
    send: (message, signal) => send(parts, message, signal),
  };
}

async function send(
  parts: ServiceParts,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { routingKey } = message.secrets;
  if (routingKey === undefined) {
    return { kind: 'drop', reason: 'channel_incomplete', detail: 'the channel has no routing key' };
  }
  const url = `https://${HOSTS[regionOf(message.settings)]}/v2/enqueue`;
  const { owner } = message.notification;
  const post = (body: object) => postService(parts, owner, { url, body }, judgePagerduty, signal);
  const problems: string[] = [];
  let last: SendOutcome | null = null;
  for (const one of eachAlone(message)) {
    const written = eventOf(one, routingKey, pictureUrlOf(parts, one));
    problems.push(...written.problems);
    last = await post(written.event);
    if (last.kind !== 'sent') break;
    for (const end of endsAfter(message, written.event)) {
      last = await post({ ...end, event_action: 'resolve' });
    }
  }
  if (last === null) throw new TypeError('a message about nothing');
  const body = { title: '', body: '', isShortened: false };
  return withProblems(last, { ...body, problems });
}

interface PagerdutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly client: string;
  readonly client_url?: string;
  readonly payload?: { readonly summary: string } & Readonly<Record<string, unknown>>;
  readonly images?: readonly { readonly src: string; readonly alt: string }[];
  readonly links?: readonly { readonly href: string; readonly text: string }[];
}

/**
 * Each incident of ours is one of theirs, so that a group that people are told in, or that was queued
 * before this was so, becomes several events.
 */
function eachAlone(message: OutgoingMessage): readonly OutgoingMessage[] {
  const { group, digest: _digest, ...own } = message.notification;
  if (group === undefined) return [message];
  return group.alerts.map((alert) => ({
    ...message,
    notification: { ...own, ...alert },
    links: message.linksOf?.(alert) ?? message.links,
  }));
}

/** What ends with an event: tests, and groups of before. */
function endsAfter(
  { notification: { isTest, owner }, endsGroup }: OutgoingMessage,
  { routing_key, dedup_key, client }: PagerdutyEvent,
) {
  // Nobody is to be left with an incident that never was.
  const tested = isTest ? [{ routing_key, dedup_key, client }] : [];
  if (endsGroup === undefined) return tested;
  return [...tested, { routing_key, dedup_key: keyOf(owner, endsGroup), client }];
}

function eventOf(
  message: OutgoingMessage,
  routingKey: string,
  pictureUrl: string | null,
): { readonly event: PagerdutyEvent; readonly problems: readonly string[] } {
  const group = alertGroupOf(message);
  const content = messageContent(message);
  const { title, body, problems } = ownTexts(message, plainLine);
  const [first] = group.alerts;
  const summary = cutText(plainLine(title ?? headline(content)).trim(), 1_024);
  const event: PagerdutyEvent = {
    routing_key: routingKey,
    event_action: actionOf(group),
    dedup_key: dedupKey(group),
    client: 'tocsin',
    ...(first.incidentUrl === null ? {} : { client_url: first.incidentUrl }),
    payload: {
      summary,
      source: cutText(plainLine([first.cluster, first.namespace ?? ''].join('/')), 255),
      severity: group.isTest ? 'info' : severityOf(group.severity),
      timestamp: new Date(first.startedAtMs).toISOString(),
      component: cutText(plainLine(first.labels.instance ?? first.labels.pod ?? ''), 255),
      group: cutText(
        [group.owner, first.project, first.environment].filter(Boolean).join('/'),
        255,
      ),
      class: cutText(plainLine(first.title), 255),
      custom_details: {
        ...(body === null ? {} : { message: cutText(body, 8_192) }),
        ...detailsOf(group),
        ...(message.mentions === undefined
          ? {}
          : {
              members: message.mentions.map(({ name, contacts }) => ({
                name: cutText(name, 200),
                ids: contacts.map(({ value }) => value),
              })),
            }),
      },
    },
    links: content.links.map(({ text, url }) => ({ href: url, text })),
    ...(pictureUrl === null ? {} : { images: [{ src: pictureUrl, alt: content.words.graph }] }),
  };
  return { event, problems };
}

function detailsOf(group: AlertGroup): object {
  const texts = (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(record)
        .slice(0, 40)
        .map(([name, value]) => [cutText(name, 100), cutText(value, MAX_TEXT)]),
    );
  return {
    labels: texts(group.commonLabels),
    annotations: texts(group.commonAnnotations),
    ...(group.alerts.length === 1
      ? {}
      : {
          count: group.alerts.length,
          alerts: group.alerts.slice(0, MAX_ALERTS).map(({ title, status, severity, labels }) => ({
            title: cutText(title, 200),
            status,
            severity,
            labels: texts(labels),
          })),
        }),
  };
}

function actionOf({ status, kind }: AlertGroup): PagerdutyEvent['event_action'] {
  if (kind === 'acknowledged') return 'acknowledge';
  return status === 'resolved' ? 'resolve' : 'trigger';
}

/** The same from the firing to its resolve; tests have one of their own. */
function dedupKey({ key, owner, isTest, occurredAtMs }: AlertGroup): string {
  if (isTest) return `tocsin-test-${occurredAtMs}`;
  return keyOf(owner, key);
}

function keyOf(owner: string, id: string): string {
  return `tocsin-${createHash('sha256').update(`${owner}/${id}`).digest('hex').slice(0, 40)}`;
}

/** Tenants name their severities as they like; PagerDuty knows four. */
const SEVERITIES: readonly (readonly [RegExp, string])[] = [
  [/crit|fatal|emerg|disaster|page|p0|p1|紧急|严重|致命/i, 'critical'],
  [/err|major|high|p2|重要/i, 'error'],
  [/warn|minor|medium|p3|警告|次要|一般/i, 'warning'],
  [/info|notice|low|debug|p4|p5|提示|通知/i, 'info'],
];

function severityOf(severity: string): string {
  return SEVERITIES.find(([pattern]) => pattern.test(severity))?.[1] ?? 'error';
}

function regionOf(settings: ChannelSettings): keyof typeof HOSTS {
  return givenText(settings, 'region') === 'eu' ? 'eu' : 'us';
}

function check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings {
  const routingKey = givenText(given, 'routingKey') ?? kept?.routingKey;
  const region = givenText(given, 'region') ?? 'us';
  const findings: ErrorDetail[] = [];
  if (routingKey === undefined || !/^[A-Za-z0-9]{32}$/.test(routingKey)) {
    const message = 'expected the integration key of a service: 32 letters and digits';
    findings.push({ path: '/routingKey', message });
  }
  if (region !== 'us' && region !== 'eu') {
    findings.push({ path: '/region', message: 'expected us or eu' });
  }
  if (findings.length > 0 || routingKey === undefined) return { kind: 'invalid', findings };
  const settings = { region };
  return { kind: 'valid', settings, secrets: { routingKey }, target: HOSTS[regionOf(settings)] };
}

/** 202 with `status: success`; a wrong key is a 400 like any other mistake, told apart by its words. */
export function judgePagerduty(answer: ServiceAnswer) {
  const { status, json } = answer;
  if (status === 202 && textIn(json, 'status') === 'success') return outcomeOf('sent', status, '');
  const errors = Array.isArray(json?.errors) ? json.errors.join('; ') : '';
  const detail = [textIn(json, 'message'), errors].filter((text) => text !== '').join(': ');
  if (status === 400) {
    return outcomeOf(/routing_?key/i.test(detail) ? KEY_REFUSED : UNWANTED, status, detail);
  }
  if (status === 413) return outcomeOf(UNWANTED, status, detail);
  return outcomeOf(judgeStatus(answer), status, detail);
}
