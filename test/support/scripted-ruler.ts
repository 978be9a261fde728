import type { ServerResponse } from 'node:http';
import { parse, stringify } from 'yaml';
import { parseDurationMs } from '../../platform/model/duration.ts';
import {
  type ScriptedBackend,
  type SeenRequest,
  startScriptedBackend,
} from './scripted-backend.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}
interface Reply {
  readonly status: number;
  readonly body: string;
}
interface Group {
  readonly name: string;
  readonly interval?: string;
  readonly limit?: number;
  readonly rules: readonly Rule[];
}

export interface RulerScript {
  /** Path of the groups, e.g. `/prometheus/config/v1/rules`. */
  readonly configPath: string;
  /** Path of what runs, e.g. `/prometheus/api/v1/rules`. */
  readonly statePath: string;
  /** As Loki's rulers of before `keep_firing_for` do. */
  readonly dropsKeepFiring?: boolean;
}

const HEADER = 'x-scope-orgid';
const GROUP_KEYS = new Set(['name', 'interval', 'limit', 'rules', 'query_offset']);
const RULE_KEYS = new Set([
  'alert',
  'record',
  'expr',
  'for',
  'keep_firing_for',
  'labels',
  'annotations',
]);

/**
 * A ruler as Mimir, Cortex and Loki document theirs, held to this contract:
 * - every request names a tenant in `X-Scope-OrgID` (401 without); tenants see nothing of each other
 * - `GET <config>/<namespace>`: YAML, namespace to list of groups; 404 "no rule groups found" for none
 * - `POST <config>/<namespace>`: YAML of one group, decoded strictly, replaces the one of its name;
 *   202; 400 with the reason as text for one that it does not take, and nothing changes
 * - `DELETE <config>/<namespace>/<group>`: 202; 404 "group does not exist"
 * - groups keep expressions and labels as given, and forget `limit`
 * - `GET <state>`: JSON as Prometheus's `/api/v1/rules`, `file` is the namespace, queries printed
 *   anew; what was posted is listed at once, and evaluated when `evaluatedAt` says so
 * - any other path: 404 "404 page not found"
 */
export class ScriptedRuler {
  readonly backend: ScriptedBackend;
  readonly #script: RulerScript;
  /** By tenant, namespace and name. */
  readonly #groups = new Map<string, Map<string, Map<string, Group>>>();
  evaluatedAt: string | null = '2026-01-01T00:00:00Z';
  /** Answers all requests of a tenant (`*`: of all) with this status instead. */
  readonly failing = new Map<string, { readonly status: number; readonly retryAfter?: string }>();

  private constructor(backend: ScriptedBackend, script: RulerScript) {
    this.backend = backend;
    this.#script = script;
    backend.answer((response, request) => {
      const { status, body } = this.#answer(response, request);
      response.statusCode = status;
      response.end(body);
    });
  }

  static async start(script: RulerScript): Promise<ScriptedRuler> {
    return new ScriptedRuler(await startScriptedBackend(), script);
  }

  /** Names of the groups of a tenant, sorted. */
  names(tenant: string, namespace = 'tocsin'): readonly string[] {
    return [...this.#namespace(tenant, namespace).keys()].sort();
  }

  group(tenant: string, name: string, namespace = 'tocsin'): Group | undefined {
    return this.#namespace(tenant, namespace).get(name);
  }

  place(tenant: string, group: Group, namespace = 'tocsin'): void {
    this.#namespace(tenant, namespace).set(group.name, group);
  }

  /** Requests that changed something, as `POST acme`, since the last call. */
  changes(): readonly string[] {
    const changed = this.backend.seen.filter(({ method }) => method !== 'GET');
    const told = changed.map(({ method, headers }) => `${method} ${String(headers[HEADER])}`);
    (this.backend.seen as SeenRequest[]).length = 0;
    return told;
  }

  #namespace(tenant: string, namespace: string): Map<string, Group> {
    const all = this.#groups.get(tenant) ?? new Map<string, Map<string, Group>>();
    const groups = all.get(namespace) ?? new Map<string, Group>();
    this.#groups.set(tenant, all.set(namespace, groups));
    return groups;
  }

  #answer(response: ServerResponse, request: SeenRequest): Reply {
    const tenant = request.headers[HEADER];
    if (typeof tenant !== 'string') return reply(401, 'no org id');
    const failure = this.failing.get(tenant) ?? this.failing.get('*');
    if (failure) {
      if (failure.retryAfter !== undefined) response.setHeader('retry-after', failure.retryAfter);
      return reply(failure.status, 'too many requests');
    }
    const { pathname } = new URL(request.url, 'http://ruler');
    if (pathname === this.#script.statePath) return this.#state(tenant);
    const prefix = `${this.#script.configPath}/`;
    if (!pathname.startsWith(prefix)) return reply(404, '404 page not found');
    const [namespace = '', name] = pathname.slice(prefix.length).split('/').map(decodeURIComponent);
    const groups = this.#namespace(tenant, namespace);
    if (request.method === 'GET') return list(namespace, groups);
    if (request.method === 'POST') return this.#post(groups, request.body);
    if (name === undefined || !groups.delete(name)) {
      return reply(404, 'group does not exist');
    }
    return reply(202, '{"status":"success"}');
  }

  #post(groups: Map<string, Group>, body: string): Reply {
    const group = parse(body) as Group;
    const strange = [
      ...Object.keys(group).filter((key) => !GROUP_KEYS.has(key)),
      ...group.rules.flatMap((rule) => Object.keys(rule).filter((key) => !RULE_KEYS.has(key))),
    ];
    if (strange.length > 0) return reply(400, `field ${strange[0]} not found`);
    if (body.includes('refuse_me')) {
      return reply(400, '{"status":"error","error":"could not parse expression"}');
    }
    const { limit: _forgotten, ...kept } = group;
    const rules = kept.rules.map(({ keep_firing_for, ...rule }) =>
      keep_firing_for === undefined || this.#script.dropsKeepFiring
        ? rule
        : { ...rule, keep_firing_for },
    );
    groups.set(group.name, { ...kept, rules });
    return reply(202, '{"status":"success","data":null,"errorType":"","error":""}');
  }

  #state(tenant: string): Reply {
    const namespaces = [...(this.#groups.get(tenant) ?? [])];
    const groups = namespaces.flatMap(([file, held]) =>
      [...held.values()].map(({ name, interval, rules }) => ({
        name,
        file,
        interval: secondsOf(interval),
        rules: rules.map((rule) => ({
          name: rule.record ?? rule.alert,
          query: rule.expr.replaceAll(' > ', '  >  '),
          duration: secondsOf(rule.for),
          keepFiringFor: secondsOf(rule.keep_firing_for),
          labels: rule.labels ?? {},
          annotations: rule.annotations ?? {},
          health: this.evaluatedAt === null ? 'unknown' : 'ok',
          state: 'inactive',
          lastEvaluation: this.evaluatedAt ?? '0001-01-01T00:00:00Z',
          type: rule.record === undefined ? 'alerting' : 'recording',
        })),
      })),
    );
    return reply(200, JSON.stringify({ status: 'success', data: { groups } }));
  }
}

function list(namespace: string, groups: Map<string, Group>): Reply {
  if (groups.size === 0) return reply(404, 'no rule groups found');
  return reply(200, stringify({ [namespace]: [...groups.values()] }));
}

function secondsOf(duration: string | undefined): number {
  return duration === undefined || duration === '0s'
    ? 0
    : (parseDurationMs(duration) ?? -1) / 1_000;
}

function reply(status: number, body: string): Reply {
  return { status, body };
}
