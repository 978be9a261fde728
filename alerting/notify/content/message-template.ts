import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { compileTemplate } from '../../../platform/gotemplate/compile-template.ts';
import { anyMap, type GoValue, isList, stringMap } from '../../../platform/gotemplate/go-value.ts';
import type { TemplateLimits } from '../../../platform/gotemplate/template-budget.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import { define, type FunctionSet } from '../../../platform/gotemplate/template-function.ts';
import type { ChannelTemplates } from '../../channels/channel.ts';
import { plainFunctions } from '../../ruler/template/rule-functions.ts';
import type { OutgoingMessage } from '../channel-kind.ts';
import { alertGroupOf, type GroupAlert } from './alert-group.ts';
import { instantText } from './message-content.ts';
import { MESSAGE_WORDS } from './message-words.ts';

const LIMITS: TemplateLimits = { maxOutput: 16_384, maxSteps: 50_000, maxDepth: 20 };
const MAX_TEMPLATE_CHARS = 8_192;
/** Alerts that a template sees. */
const MAX_ALERTS = 100;

/** What is wrong with a channel's own templates, with the place in the template. */
export function checkTemplates(templates: ChannelTemplates): readonly ErrorDetail[] {
  return (['title', 'body'] as const).flatMap((part) => {
    const text = templates[part];
    if (text === undefined) return [];
    const path = `/templates/${part}`;
    if (text.length > MAX_TEMPLATE_CHARS) {
      return [{ path, message: `at most ${MAX_TEMPLATE_CHARS} characters` }];
    }
    const compiled = compile(part, text, (value) => value);
    return compiled.kind === 'error' ? [{ path, message: compiled.message }] : [];
  });
}

export type WrittenTemplate =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

/**
 * What a channel's own template makes of a message. What it prints of the alerts goes through
 * `neutralise`; its own text does not, so that it may hold markup. Bounded in steps and length.
 */
export function writeTemplate(
  part: keyof ChannelTemplates,
  text: string,
  message: OutgoingMessage,
  neutralise: (hostile: string) => string,
): WrittenTemplate {
  const compiled = compile(part, text, neutralise);
  return compiled.kind === 'error' ? compiled : compiled.run(dotOf(message));
}

function compile(name: string, text: string, neutralise: (hostile: string) => string) {
  const functions = FUNCTIONS();
  return compileTemplate(name, text, {
    functions,
    missingKey: 'zero',
    limits: LIMITS,
    escape: neutralise,
  });
}

const FUNCTIONS = (): FunctionSet =>
  new Map([
    ...plainFunctions(),
    [
      'join',
      define(['string', 'any'], ([separator, values], budget) => {
        if (!isList(values)) throw new TemplateError('join takes a list');
        const texts = values.map((value) => (typeof value === 'string' ? value : String(value)));
        budget.reserve(texts.reduce((sum, one) => sum + one.length + separator.length, 0));
        return texts.join(separator);
      }),
    ],
  ]);

/** What templates see; the names are Alertmanager's where it has them. */
function dotOf(message: OutgoingMessage): GoValue {
  const group = alertGroupOf(message);
  const words = MESSAGE_WORDS[message.language];
  const [first] = group.alerts;
  const alerts = group.alerts.slice(0, MAX_ALERTS);
  const values = alerts.map((alert) => alertOf(alert, message));
  const ofStatus = (status: string) =>
    values.filter((_, index) => alerts[index]?.status === status);
  return anyMap(
    new Map<string, GoValue>([
      ['Status', group.status],
      ['Kind', group.kind],
      ['Headline', words.purpose[group.kind]],
      ['Title', first.title],
      ['Severity', group.severity],
      ['Tenant', group.owner],
      ['Receiver', message.channelName],
      ['Test', group.isTest],
      ['Count', BigInt(group.alerts.length)],
      ['Alerts', values],
      ['Firing', ofStatus('firing')],
      ['Resolved', ofStatus('resolved')],
      ['GroupLabels', texts(group.groupLabels)],
      ['CommonLabels', texts(group.commonLabels)],
      ['CommonAnnotations', texts(group.commonAnnotations)],
      ['ExternalURL', first.incidentUrl ?? ''],
    ]),
  );
}

function alertOf(alert: GroupAlert, message: OutgoingMessage): GoValue {
  const words = MESSAGE_WORDS[message.language];
  const at = (ms: number | null) => (ms === null ? '' : instantText(ms, message, words));
  return anyMap(
    new Map<string, GoValue>([
      ['Status', alert.status],
      ['Title', alert.title],
      ['Severity', alert.severity],
      ['PreviousSeverity', alert.previousSeverity ?? ''],
      ['Labels', texts(alert.labels)],
      ['Annotations', texts(alert.annotations)],
      ['StartsAt', at(alert.startedAtMs)],
      ['EndsAt', at(alert.resolvedAtMs)],
      ['Cluster', alert.cluster],
      ['Namespace', alert.namespace ?? ''],
      ['Project', alert.project ?? ''],
      ['Environment', alert.environment ?? ''],
      ['IncidentURL', alert.incidentUrl ?? ''],
      ['RuleURL', alert.ruleUrl ?? ''],
    ]),
  );
}

function texts(record: Readonly<Record<string, string>>): GoValue {
  return stringMap(new Map(Object.entries(record)));
}
