import type { Labels } from '../../platform/model/labels.ts';
import type { Incident, IncidentSubject } from '../incidents/incident.ts';
import type { OpenIncidentsListener } from '../incidents/open-incidents.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import type { KeptThing } from '../kept/kept-thing.ts';
import type { InhibitionContent } from './inhibition-rule.ts';
import { type CompiledMatcher, compileLabelMatcher, matchesAll } from './label-matcher.ts';
import { seenLabels } from './seen-labels.ts';

/** Port: inhibition rules (`KeptRepository`). */
export interface InhibitionRules {
  all(): Iterable<KeptThing<InhibitionContent>>;
  ofOwner(owner: string): readonly KeptThing<InhibitionContent>[];
  subscribe(listener: (owner: string) => void): void;
}

/** Port: the open incidents (`OpenIncidents`). */
export interface WatchedIncidents {
  all(): Iterable<Incident>;
  watch(listener: OpenIncidentsListener): void;
}

/** What keeps messages of an incident back. */
export interface Inhibitor {
  /** Name of the rule. */
  readonly rule: string;
  readonly source: Incident;
}

interface CompiledRule {
  readonly name: string;
  readonly source: readonly CompiledMatcher[];
  readonly target: readonly CompiledMatcher[];
  readonly equal: readonly string[];
  /** Firing sources by the values of the equal labels, then by key. */
  readonly firing: Map<string, Map<string, Incident>>;
}

interface KnownIncident {
  readonly id: string;
  readonly owner: string;
  readonly severity: string;
  /** Where it is a source. */
  readonly places: readonly Map<string, Incident>[];
}

/** Beyond so many values of equal labels, those without a source are let go of. */
const MAX_PLACES = 10_000;

/**
 * Which incidents keep back messages of which others. Firing sources are found by the values of their
 * equal labels, so that a question costs the same however many incidents are open.
 *
 * An incident never inhibits itself. As in Alertmanager, one that is source and target of a rule is not
 * inhibited by another that is both; and of two that would inhibit one another by different rules the
 * older does, so that never both are silent.
 */
export class Inhibitions {
  readonly #rules: InhibitionRules;
  readonly #compiled = new Map<string, readonly CompiledRule[]>();
  /** Each open incident of an owner with rules, by key. */
  readonly #known = new Map<string, KnownIncident>();

  constructor(rules: InhibitionRules, open: WatchedIncidents) {
    this.#rules = rules;
    const owners = new Set([...rules.all()].map(({ owner }) => owner));
    for (const owner of owners) this.#compile(owner);
    for (const incident of open.all()) this.#put(incident);
    rules.subscribe((owner) => {
      this.#compile(owner);
      for (const incident of open.all()) if (incident.owner === owner) this.#put(incident);
    });
    open.watch({ put: (incident) => this.#put(incident), gone: (key) => this.#drop(key) });
  }

  /** The first that keeps its messages back now; null: none does. */
  inhibitorOf(target: Incident): Inhibitor | null {
    const rules = this.#compiled.get(target.owner);
    if (rules === undefined) return null;
    const labels = seenLabels(target, target.severity);
    for (const rule of rules) {
      if (!matchesAll(rule.target, labels)) continue;
      const found = this.#sourceFor(rule, rules, target, labels);
      if (found !== null) return { rule: rule.name, source: found };
    }
    return null;
  }

  /** Whether it was a source before the change, of a rule that it is no source of any more. */
  isReleased(before: Incident | undefined, after: Incident): boolean {
    const rules = this.#compiled.get(after.owner);
    if (rules === undefined || before?.status !== 'firing') return false;
    const was = seenLabels(before, before.severity);
    const is = seenLabels(after, after.severity);
    return rules.some(
      ({ source }) =>
        matchesAll(source, was) && (after.status !== 'firing' || !matchesAll(source, is)),
    );
  }

  /** The same work; what may be a source comes first, so that targets of the same post meet it. */
  sourcesFirst(work: readonly IncidentWork[]): readonly IncidentWork[] {
    if (work.length < 2 || this.#compiled.size === 0) return work;
    const keys = new Set(work.filter((item) => this.#mayBeSource(item)).map(keyOf));
    if (keys.size === 0) return work;
    const isFirst = (item: IncidentWork) => keys.has(keyOf(item));
    return [...work.filter(isFirst), ...work.filter((item) => !isFirst(item))];
  }

  #mayBeSource({ subject, observations }: IncidentWork): boolean {
    const rules = this.#compiled.get(subject.owner) ?? [];
    if (rules.length === 0) return false;
    return observations.some((seen) => {
      if (seen.kind !== 'firing') return false;
      const labels = seenLabels(subject, seen.severity);
      return rules.some(({ source }) => matchesAll(source, labels));
    });
  }

  #sourceFor(
    rule: CompiledRule,
    rules: readonly CompiledRule[],
    target: Incident,
    labels: Labels,
  ): Incident | null {
    const isSourceToo = matchesAll(rule.source, labels);
    for (const source of rule.firing.get(equalKey(rule, labels))?.values() ?? []) {
      if (source.id === target.id) continue;
      const seen = seenLabels(source, source.severity);
      if (isSourceToo && matchesAll(rule.target, seen)) continue;
      const isYounger = source.id > target.id;
      if (isYounger && rules.some((other) => wouldInhibit(other, labels, seen))) continue;
      return source;
    }
    return null;
  }

  #compile(owner: string): void {
    for (const [key, known] of this.#known) if (known.owner === owner) this.#known.delete(key);
    const rules = this.#rules.ofOwner(owner).filter(({ content }) => content.enabled);
    if (rules.length === 0) this.#compiled.delete(owner);
    else this.#compiled.set(owner, rules.map(({ content }) => compiledRule(content)).reverse());
  }

  #put(incident: Incident): void {
    const rules = this.#compiled.get(incident.owner);
    if (rules === undefined) return;
    const { key, id, owner, severity, status } = incident;
    const known = this.#known.get(key);
    // Its labels are those of its key: only a refresh, the most frequent of all changes.
    if (status === 'firing' && known?.id === id && known.severity === severity) {
      for (const same of known.places) same.set(key, incident);
      return;
    }
    this.#drop(key);
    if (status !== 'firing') return;
    const labels = seenLabels(incident, severity);
    const places = rules.flatMap((rule) =>
      matchesAll(rule.source, labels) ? [placeOf(rule, labels).set(key, incident)] : [],
    );
    this.#known.set(key, { id, owner, severity, places });
  }

  #drop(key: string): void {
    for (const same of this.#known.get(key)?.places ?? []) same.delete(key);
    this.#known.delete(key);
  }
}

/** The firing sources of a rule with the same equal labels as these. */
function placeOf(rule: CompiledRule, labels: Labels): Map<string, Incident> {
  const equal = equalKey(rule, labels);
  const same = rule.firing.get(equal);
  if (same !== undefined) return same;
  if (rule.firing.size >= MAX_PLACES) dropEmpty(rule);
  const place = new Map<string, Incident>();
  rule.firing.set(equal, place);
  return place;
}

/** Values of equal labels come and go; those without a source are let go of now and then. */
function dropEmpty({ firing }: CompiledRule): void {
  for (const [equal, same] of firing) if (same.size === 0) firing.delete(equal);
}

function compiledRule({ name, source, target, equal }: InhibitionContent): CompiledRule {
  const compile = (texts: readonly string[]) =>
    texts.map((text) => {
      const verdict = compileLabelMatcher(text);
      if (verdict.kind === 'ok') return verdict.matcher;
      throw new TypeError(`a stored condition cannot be read: ${text}: ${verdict.message}`);
    });
  return { name, source: compile(source), target: compile(target), equal, firing: new Map() };
}

function wouldInhibit(rule: CompiledRule, source: Labels, target: Labels): boolean {
  return (
    matchesAll(rule.source, source) &&
    matchesAll(rule.target, target) &&
    equalKey(rule, source) === equalKey(rule, target)
  );
}

function equalKey({ equal }: Pick<CompiledRule, 'equal'>, labels: Labels): string {
  return JSON.stringify(equal.map((name) => labels.get(name) ?? ''));
}

function keyOf({ subject }: { readonly subject: IncidentSubject }): string {
  return subject.key;
}
