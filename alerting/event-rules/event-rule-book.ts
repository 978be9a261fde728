import type { Clock } from '../../platform/clock/clock.ts';
import type { Labels } from '../../platform/model/labels.ts';
import { labelsKey } from '../../platform/model/labels.ts';
import type { Directory, EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { NamedRoute } from '../heartbeats/heartbeat-book.ts';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import type { ClusterEvent, ClusterEventKind } from '../intake/cluster-events.ts';
import { type ConditionTest, compileCondition } from './condition/compile-condition.ts';
import { parseCondition } from './condition/parse-condition.ts';
import { EVENT_RULE_LABEL, EVENT_SOURCE, eventLabels, eventWork } from './event-incident.ts';
import type { EventRule } from './event-rule.ts';

/** Port: event rules (`KeptRepository`). */
export interface EventRules {
  all(): Iterable<EventRule>;
  subscribe(listener: (owner: string) => void): void;
}

export interface EventRuleBookParts {
  readonly rules: EventRules;
  readonly directory: () => Directory;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly clock: Clock;
}

interface CompiledRule {
  readonly rule: EventRule;
  readonly test: ConditionTest;
  /** What has happened lately, by its labels, and when. */
  readonly lately: Map<string, number>;
}

/** Incidents of one rule at a time; what comes beyond belongs to one that names no object. */
const MAX_OPEN = 100;

/**
 * Which incidents events of clusters make. An event belongs to the owner of its namespace on its cluster,
 * and what belongs to nobody to the platform: rules of others never see it.
 */
export class EventRuleBook {
  readonly #parts: EventRuleBookParts;
  #byId = new Map<string, EventRule>();
  #compiled = new Map<string, readonly CompiledRule[]>();
  #wanted: ReadonlySet<ClusterEventKind> = new Set();

  constructor(parts: EventRuleBookParts) {
    this.#parts = parts;
    this.#index();
    parts.rules.subscribe(() => this.#index());
  }

  wants(kind: ClusterEventKind): boolean {
    return this.#wanted.has(kind);
  }

  /** What is to be observed of these events; what is over already makes nothing. */
  workOf(events: readonly ClusterEvent[]): readonly IncidentWork[] {
    return events.flatMap((event) => {
      const directory = this.#parts.directory();
      const environment =
        event.namespace === '' ? undefined : directory.ownerOf(event.cluster, event.namespace);
      const owner = environment?.tenant ?? PLATFORM;
      const rules = this.#compiled.get(owner) ?? [];
      return rules.flatMap((rule) => this.#match(event, rule, environment ?? null));
    });
  }

  /** Whom the incident of an event goes to; null for any other. */
  routeOf({ labels, levels, owner }: Incident): NamedRoute | null {
    const rule = this.#byId.get(labels.get(EVENT_RULE_LABEL) ?? '');
    if (rule?.owner !== owner) return null;
    const isOurs = [...levels.values()].some(({ source }) => source === EVENT_SOURCE);
    if (!isOurs) return null;
    return { channels: [], levels: [], levelChange: 'any', policy: rule.content.policy };
  }

  #match(
    event: ClusterEvent,
    { rule, test, lately }: CompiledRule,
    environment: EnvironmentEntry | null,
  ): readonly IncidentWork[] {
    const { content } = rule;
    const place = environment && `${environment.project}.${environment.id}`;
    if (content.source !== event.kind) return [];
    if (content.environment !== null && content.environment !== place) return [];
    if (event.atMs + content.quietMs <= this.#parts.clock.nowMs()) return [];
    if (!test(event.object)) return [];
    const ladder = this.#parts.ladderOf(rule.owner);
    const labels = bounded(eventLabels(event), event, content.quietMs, lately);
    return [eventWork(event, rule, labels, { environment, ladder })];
  }

  #index(): void {
    const all = [...this.#parts.rules.all()];
    this.#byId = new Map(all.map((rule) => [rule.id, rule]));
    const enabled = all.filter(({ content }) => content.enabled);
    this.#wanted = new Set(enabled.map(({ content }) => content.source));
    const compiled = new Map<string, CompiledRule[]>();
    for (const rule of enabled) {
      const own = { rule, test: testOf(rule), lately: new Map<string, number>() };
      compiled.set(rule.owner, [...(compiled.get(rule.owner) ?? []), own]);
    }
    this.#compiled = compiled;
  }
}

/** A sender that invents names does not make a rule's incidents grow without bound. */
function bounded(
  labels: Labels,
  { atMs, namespace }: ClusterEvent,
  quietMs: number,
  lately: Map<string, number>,
): Labels {
  const key = `${namespace} ${labelsKey(labels)}`;
  if (!lately.has(key) && lately.size >= MAX_OPEN) {
    for (const [known, lastMs] of lately) if (lastMs + quietMs <= atMs) lately.delete(known);
    if (lately.size >= MAX_OPEN) return new Map();
  }
  lately.set(key, atMs);
  return labels;
}

function testOf({ content }: EventRule): ConditionTest {
  const parsed = parseCondition(content.condition);
  if (parsed.kind === 'ok') return compileCondition(parsed.condition);
  throw new TypeError(`a stored condition cannot be read: ${parsed.message}`);
}
