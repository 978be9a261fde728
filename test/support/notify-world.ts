import { ChannelBook } from '../../alerting/channels/channel-book.ts';
import type { ChannelDraft } from '../../alerting/channels/channel-draft.ts';
import {
  createNotifier,
  type Notifier,
  type NotifierParts,
} from '../../alerting/create-notifier.ts';
import type { IntakeToken } from '../../alerting/intake/intake-token.ts';
import type { LiveMessage } from '../../alerting/live/live-message.ts';
import { rulesMigration } from '../../alerting/migration-0001-rules.ts';
import { notifyMigration } from '../../alerting/migration-0002-notify.ts';
import type { MailRelay } from '../../alerting/notify/email/mail-relay.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { readRuleLabel, ruleLabel } from '../../alerting/rules/rule-mac.ts';
import type { NotifyTables } from '../../alerting/tables-notify.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { createRandomFraction } from '../../platform/ids/random-fraction.ts';
import { createUlidSource } from '../../platform/ids/ulid.ts';
import { labelsToObject } from '../../platform/model/labels.ts';
import { createLogger, type Logger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { Directory, type EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';

export const NOTIFY_MIGRATIONS = [tenancyMigration, rulesMigration, notifyMigration];

const MAC_KEY = Buffer.alloc(32, 3);
const SILENT = createLogger({ level: 'silent' });

/** The pairs of the two tenants, all on cluster `east`. */
export const ENVIRONMENTS = [
  environment('acme', 'shop', 'prod', 'acme-prod'),
  environment('acme', 'blog', 'prod', 'acme-blog'),
  environment('globex', 'shop', 'prod', 'globex-prod'),
] as const;

function environment(
  tenant: string,
  project: string,
  id: string,
  namespace: string,
): EnvironmentEntry {
  return {
    tenant,
    project,
    id,
    title: '',
    cluster: 'east',
    namespace,
    kind: 'prod',
    bornAtMs: 0,
    readableFromMs: null,
  };
}

const tenantOf = (id: string) => ({
  id,
  title: id,
  timeZone: id === 'acme' ? 'Europe/Berlin' : 'Asia/Shanghai',
  language: 'en' as const,
  severities: ['critical', 'warning', 'info'],
});

export interface WorldOptions {
  readonly state: State;
  readonly clock: Clock;
  readonly outbound: Pick<Outbound, 'send'>;
  readonly mailRelay?: MailRelay | null;
  readonly namespaceTrusted?: boolean;
  readonly logger?: Logger;
  readonly random?: () => number;
}

/** One alert as a client posts it; `labels` beyond those of the rule. */
export interface TestAlert {
  readonly rule?: Rule;
  readonly severity?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly startsAtMs?: number;
  /** Undefined: four minutes from now, as Prometheus does. */
  readonly endsAtMs?: number | null;
}

export const CLUSTER_TOKEN: IntakeToken = { kind: 'cluster-intake', cluster: 'east' };

/** A principal who may do everything in the tenant. */
export const adminOf = (tenant: string): Principal => ({
  kind: 'user',
  id: `admin-${tenant}`,
  name: `admin of ${tenant}`,
  bindings: [{ role: 'tenant-admin', node: { tenant, project: null, environment: null } }],
});

/**
 * The notifier of two tenants on a state, with rules that are simply there. `restart` makes another
 * one on the same state, as a process does that comes up after the first has died.
 */
export async function openNotifyWorld(options: WorldOptions) {
  const { state, clock } = options;
  const rules = new Map<string, Rule>();
  const newId = createUlidSource(clock, createRandomFraction());
  await settleTenants(state);
  const make = async () => {
    const channels = await ChannelBook.open(state);
    const notifier = await createNotifier(partsOf(options, rules, newId, channels));
    return { channels, notifier };
  };
  let current = await make();
  const post = (token: IntakeToken, alerts: readonly TestAlert[]) =>
    current.notifier.pipeline.receive(
      token,
      alerts.map((alert) => alertJson(alert, clock.nowMs())),
    );
  return {
    rules,
    newId,
    get notifier(): Notifier {
      return current.notifier;
    },
    get channels() {
      return current.channels;
    },
    start: () => startAll(current.notifier),
    stop: () => stopAll(current.notifier),
    /** The old one is stopped without draining, or merely forgotten by the caller's own means. */
    restart: async () => {
      await stopAll(current.notifier);
      current = await make();
      await startAll(current.notifier);
    },
    post,
    postAs: (alerts: readonly TestAlert[]) => post(CLUSTER_TOKEN, alerts),
    addRule: (owner: string, changes: Partial<Rule> & { name: string }) => {
      const rule = ruleOf(owner, newId(), changes);
      rules.set(rule.id, rule);
      return rule;
    },
    addChannel: (owner: string, draft: Partial<ChannelDraft> & Pick<ChannelDraft, 'kind'>) =>
      current.notifier.channels.create(adminOf(owner), owner, {
        name: `${draft.kind} ${rules.size}-${newId().slice(-4)}`,
        enabled: true,
        sendResolved: true,
        language: 'en',
        settings: {},
        ...draft,
      }),
    events: (incidentId: string) => eventsOf(state, incidentId),
    incidents: (owner: string) => incidentsOf(state, owner),
    deliveries: () => deliveriesOf(state),
  };
}

export type NotifyWorld = Awaited<ReturnType<typeof openNotifyWorld>>;

function partsOf(
  options: WorldOptions,
  rules: ReadonlyMap<string, Rule>,
  newId: () => string,
  channels: ChannelBook,
): NotifierParts {
  const { state, clock } = options;
  const directory = new Directory(1, {
    tenants: ['acme', 'globex'].map(tenantOf),
    projects: ENVIRONMENTS.map(({ tenant, project }) => ({ tenant, id: project, title: '' })),
    environments: ENVIRONMENTS,
    clusters: ['east'],
  });
  const intake = {
    cluster: 'east',
    namespaceLabel: 'namespace',
    namespaceTrusted: options.namespaceTrusted ?? false,
    replicaLabels: new Set(['prometheus_replica']),
  };
  return {
    state,
    clock,
    logger: options.logger ?? SILENT,
    metrics: createMetrics({ version: 'test', withProcessMetrics: false }),
    random: options.random ?? (() => 0),
    newId,
    directory: () => directory,
    clusters: { get: (name) => (name === 'east' ? intake : undefined) },
    rules: { get: (id) => rules.get(id), all: () => [...rules.values()] },
    ruleReferences: {
      rulesUsing: (id) =>
        [...rules.values()].filter((r) => r.channels.includes(id)).map((r) => r.name),
      channelUnused: (id) => unusedStatement(rules, id),
    },
    readRuleLabel: (cluster, value) => readRuleLabel(MAC_KEY, cluster, value),
    channels,
    sealer: createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test')),
    tenantOutbound: options.outbound,
    isPublic: async () => true,
    mailRelay: options.mailRelay ?? null,
    links: {
      incident: (owner, id) => `https://tocsin.example/${owner}/incidents/${id}`,
      rule: (owner, id) => `https://tocsin.example/${owner}/rules/${id}`,
    },
    encodeLive: (message: LiveMessage) => JSON.stringify(message, jsonValue),
    platform: { severities: ['critical', 'warning'], timeZone: 'UTC' },
    sendTimeoutMs: 10_000,
    maxChannelsPerOwner: 100,
  };
}

function jsonValue(_name: string, value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  const isTexts = [...value.values()].every((item) => typeof item === 'string');
  return isTexts ? labelsToObject(value) : [...value.values()];
}

/** Rules live in the test, not in a table: the precondition is made of what the test says. */
function unusedStatement(rules: ReadonlyMap<string, Rule>, id: string) {
  const isUsed = [...rules.values()].some((rule) => rule.channels.includes(id));
  const sql = isUsed ? 'SELECT 1' : 'SELECT 1 WHERE 1 = 0';
  return { name: 'rule.channel_unused', sql, parameters: [], expect: 'none' as const };
}

/** A rule as stored, everything defaulted. */
export function ruleOf(owner: string, id: string, changes: Partial<Rule> & { name: string }): Rule {
  const scope = parseScopeName(owner);
  if (!scope) throw new Error(`no scope: ${owner}`);
  return {
    id,
    owner,
    scope,
    source: { kind: 'text' },
    language: 'promql',
    expression: 'up',
    contact: '',
    runbookUrl: '',
    dashboardUrl: '',
    intervalMs: 60_000,
    levels: [],
    labels: new Map(),
    annotations: new Map(),
    channels: [],
    levelChange: 'raised',
    enabled: true,
    revision: 1,
    createdAtMs: 0,
    updatedAtMs: 0,
    updatedBy: 'test',
    ...changes,
  };
}

/** The JSON of one alert, as Prometheus would post it for a compiled rule. */
export function alertJson(alert: TestAlert, nowMs: number): object {
  const { rule, severity = 'warning', namespace, startsAtMs, endsAtMs } = alert;
  const compiled = rule
    ? {
        alertname: rule.name,
        tocsin_rule: ruleLabel(MAC_KEY, rule.id, 'east'),
        tocsin_tenant: rule.owner,
      }
    : {};
  const end = endsAtMs === undefined ? nowMs + 240_000 : endsAtMs;
  return {
    labels: { ...compiled, severity, ...(namespace ? { namespace } : {}), ...alert.labels },
    annotations: { summary: `${severity} of ${rule?.name ?? 'nobody'}` },
    startsAt: new Date(startsAtMs ?? nowMs).toISOString(),
    ...(end === null ? {} : { endsAt: new Date(end).toISOString() }),
    generatorURL: 'http://prometheus.internal:9090/graph',
  };
}

async function settleTenants(state: State): Promise<void> {
  const db = builderFor<TenancyTables>(state.dialect);
  for (const { id, timeZone, language, severities } of ['acme', 'globex'].map(tenantOf)) {
    const row = {
      id,
      title: id,
      time_zone: timeZone,
      language,
      severities: JSON.stringify(severities),
      declared: 0,
      revision: 1,
      created_at_ms: 0,
      updated_at_ms: 0,
    };
    const insert = db
      .insertInto('tenants')
      .values(row)
      .onConflict((on) => on.doNothing());
    await state.commit({
      name: 'test.tenants',
      statements: [statement('tenant', insert.compile())],
    });
  }
}

async function startAll(notifier: Notifier): Promise<void> {
  for (const service of notifier.services) await service.start();
}

async function stopAll(notifier: Notifier): Promise<void> {
  for (const service of [...notifier.services].reverse()) await service.stop();
}

function eventsOf(state: State, incidentId: string) {
  const db = builderFor<NotifyTables>(state.dialect).selectFrom('incident_events').selectAll();
  return state.all(db.where('incident_id', '=', incidentId).orderBy('position').compile());
}

function incidentsOf(state: State, owner: string) {
  const db = builderFor<NotifyTables>(state.dialect).selectFrom('incidents').selectAll();
  return state.all(db.where('owner', '=', owner).orderBy('id').compile());
}

function deliveriesOf(state: State) {
  const db = builderFor<NotifyTables>(state.dialect).selectFrom('deliveries').selectAll();
  return state.all(db.orderBy('id').compile());
}
