import { setMaxListeners } from 'node:events';
import { asError } from '../../errors/app-error.ts';
import { inParallel } from '../in-parallel.ts';
import { type KubernetesObject, keyOf } from '../objects/kubernetes-object.ts';
import { apiVersionOf, pathOf } from '../objects/resource-kind.ts';
import { Breaker } from './breaker.ts';
import type { DriftRecord } from './drift-record.ts';
import { failureMessage, failureOutcome } from './failure-outcome.ts';
import type { ManagedObjects, ManagedOptions, PassOptions } from './managed-objects.ts';
import { isInForce, type ManagedOutcome, type ManagedReport } from './managed-outcome.ts';
import { type Opened, type OpenKind, OpenKinds } from './open-kinds.ts';
import { isEnding, lastEditor, wasAppliedAs } from './ownership.ts';
import { planRemovals } from './plan-removals.ts';
import { ENDING, type Put, putObject } from './put-object.ts';
import { RepairQueue } from './repair-queue.ts';
import { differenceFrom, nowInForce, stillInForce } from './settled.ts';
import {
  kindIdOf,
  kindNameOf,
  objectIdOf,
  type WantedObject,
  wantedObject,
} from './wanted-object.ts';

/** Writes under way at the same time. */
const AT_ONCE = 12;
/** What was refused is asked about again after so long. */
const REFUSED_FOR_MS = 600_000;

const NOTHING_ALLOWED: PassOptions = { allowMassRemoval: false, mayAdopt: () => false };

/** What holds for all objects of a pass. */
interface Pass {
  readonly kinds: ReadonlyMap<string, Opened>;
  readonly breaker: Breaker;
  /** Why nothing is created; null: it is. */
  readonly stopped: string | null;
}

/** See `ManagedObjects`. Passes and repairs are done one after the other. */
export class ObjectSet implements ManagedObjects {
  readonly #options: ManagedOptions;
  readonly #kinds: OpenKinds;
  readonly #repairs: RepairQueue;
  readonly #end = new AbortController();
  #wanted: ReadonlyMap<string, WantedObject> = new Map();
  #allowed = NOTHING_ALLOWED;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ManagedOptions) {
    setMaxListeners(0, this.#end.signal); // as many as there are requests under way
    this.#options = options;
    this.#kinds = new OpenKinds(options, {
      onForeign: ({ object }) => this.#look(objectIdOf(object)),
      onSync: (kindId) => this.#lookAtAll(kindId),
    });
    this.#repairs = new RepairQueue(options.clock, (ids) => this.#repairSoon(ids));
  }

  reconcile(
    desired: readonly KubernetesObject[],
    options: PassOptions,
    signal: AbortSignal,
  ): Promise<ManagedReport> {
    const both = AbortSignal.any([signal, this.#end.signal]);
    setMaxListeners(0, both);
    return this.#inTurn(() => this.#pass(desired, options, both));
  }

  live(object: KubernetesObject): KubernetesObject | undefined {
    return this.#kinds.get(kindIdOf(kindNameOf(object)))?.watch.live(keyOf(object));
  }

  async close(): Promise<void> {
    this.#end.abort(new Error('the set of objects is closed'));
    this.#repairs.close();
    await this.#kinds.close();
    await this.#last;
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(run);
    this.#last = mine.catch(() => undefined); // whoever asked is told
    return mine;
  }

  async #pass(
    desired: readonly KubernetesObject[],
    allowed: PassOptions,
    signal: AbortSignal,
  ): Promise<ManagedReport> {
    signal.throwIfAborted();
    this.#allowed = allowed;
    const wanted = this.#want(desired);
    const objects = [...this.#wanted.values()].map(({ object }) => object);
    const needed = new Set(objects.map((object) => kindIdOf(kindNameOf(object))));
    const kinds = await this.#kinds.openAll(needed, signal);
    const there = openOnes(kinds).flatMap(({ watch }) => watch.all());
    const isWanted = (object: KubernetesObject) => this.#wanted.has(objectIdOf(object));
    const plan = planRemovals(there, isWanted, allowed.allowMassRemoval);
    const pass: Pass = { kinds, breaker: new Breaker(), stopped: plan.stopped };
    const outcomes = await inParallel(wanted, AT_ONCE, async (one) => {
      signal.throwIfAborted();
      return typeof one === 'string' ? refused(one) : this.#bringOne(one, pass, signal);
    });
    signal.throwIfAborted();
    const held = plan.remove.length > 0 && (await allowed.beforeRemoval?.(plan.remove, signal));
    const gone = held
      ? { removed: 0, problem: held }
      : await this.#remove(plan.remove, pass, signal);
    const problem =
      plan.stopped ?? closedProblem(kinds) ?? waitingProblem(outcomes) ?? gone.problem;
    return { outcomes, removed: gone.removed, problem: problem ?? plan.problem };
  }

  /** What is wanted, one for each given: a text for what cannot be. */
  #want(desired: readonly KubernetesObject[]): readonly (WantedObject | string)[] {
    const { cluster, part } = this.#options;
    const next = new Map<string, WantedObject>();
    const all = desired.map((given): WantedObject | string => {
      const id = objectIdOf(given);
      if (next.has(id)) return `${id} is asked for twice`;
      const before = this.#wanted.get(id);
      const wanted = wantedObject(given, before, { cluster, part });
      if (wanted !== before && before?.drift) this.#repaired(before, undefined);
      next.set(id, wanted);
      return wanted;
    });
    this.#wanted = next;
    this.#repairs.keep((id) => next.has(id));
    return all;
  }

  async #bringOne(wanted: WantedObject, pass: Pass, signal: AbortSignal): Promise<ManagedOutcome> {
    const opened = pass.kinds.get(kindIdOf(kindNameOf(wanted.object)));
    if (opened === undefined || opened.kind === 'idle') {
      return refused(`${wanted.object.kind} is no kind of this set`);
    }
    if (opened.kind !== 'open') return failureOutcome(opened);
    const wrong = wrongPlace(wanted.object, opened.open);
    return wrong === undefined ? this.#bring(wanted, opened.open, pass, signal) : refused(wrong);
  }

  /** One object, compared and if need be brought there. */
  async #bring(
    wanted: WantedObject,
    open: OpenKind,
    { breaker, stopped }: Omit<Pass, 'kinds'>,
    signal: AbortSignal,
  ): Promise<ManagedOutcome> {
    const live = open.watch.live(keyOf(wanted.object));
    if (live && isEnding(live)) return { kind: 'waiting', cause: 'blocked', message: ENDING };
    const difference = live && differenceFrom(wanted.object, live, wanted.settled, open.schema);
    if (live && difference === undefined) {
      wanted.settled = stillInForce(wanted.settled, live);
      this.#repaired(wanted, undefined);
      return { kind: 'unchanged' };
    }
    if (live === undefined && stopped !== null)
      return { kind: 'waiting', cause: 'blocked', message: stopped };
    if (breaker.broken) return breaker.broken;
    const { refusal } = wanted;
    const nowMs = this.#options.clock.nowMs();
    if (refusal && nowMs - refusal.atMs < REFUSED_FOR_MS) return refusal.outcome;
    if (live && difference !== undefined) this.#noteLateDrift(wanted, live, difference);
    const put = await this.#put(wanted, live !== undefined, open, signal);
    breaker.note(put.outcome);
    return this.#after(wanted, put, open);
  }

  #put(wanted: WantedObject, isOurs: boolean, open: OpenKind, signal: AbortSignal): Promise<Put> {
    const { access, cluster, part } = this.#options;
    return putObject(wanted.object, {
      client: access.client,
      kind: open.kind,
      schema: open.schema,
      set: { cluster, part },
      isOurs,
      knownUid: wanted.settled?.uid,
      mayAdopt: this.#allowed.mayAdopt,
      signal,
    });
  }

  #after(wanted: WantedObject, { outcome, answer, found }: Put, open: OpenKind): ManagedOutcome {
    if (outcome.kind === 'refused') {
      wanted.refusal = { atMs: this.#options.clock.nowMs(), outcome };
    }
    if (outcome.kind === 'waiting' && outcome.cause === 'not_served') {
      this.#options.access.discovery.forget(open.kind.group);
    }
    if (answer === undefined) return outcome;
    wanted.refusal = undefined;
    const { drift } = wanted;
    open.watch.wrote(answer);
    wanted.settled = nowInForce(wanted.object, answer, open.schema);
    this.#repaired(wanted, found);
    this.#look(wanted.id);
    if (drift === undefined) return outcome;
    return { kind: 'repaired', what: drift.field === '' ? 'it was deleted' : drift.field };
  }

  async #remove(
    objects: readonly KubernetesObject[],
    { kinds, breaker }: Pass,
    signal: AbortSignal,
  ): Promise<{ readonly removed: number; readonly problem: string | null }> {
    let problem: string | null = null;
    let removed = 0;
    await inParallel(objects, AT_ONCE, async (object) => {
      signal.throwIfAborted();
      const opened = kinds.get(kindIdOf(kindNameOf(object)));
      if (opened?.kind !== 'open' || breaker.broken) return;
      const { kind, watch } = opened.open;
      const { namespace, name, uid = '' } = object.metadata;
      const place = namespace === undefined ? { name } : { namespace, name };
      const gone = await this.#options.access.client.remove(kind, place, { uid, signal });
      if (gone.kind === 'done') {
        removed += 1;
        if (gone.value !== 'ending') watch.removed(object);
      } else if (gone.kind !== 'conflict') {
        // a conflict: another object has its name now, which the watch tells of
        breaker.note(failureOutcome(gone));
        problem ??= `${object.kind} ${namespace}/${name} cannot be removed: ${failureMessage(gone)}`;
      }
    });
    return { removed, problem };
  }

  #lookAtAll(kindId: string): void {
    for (const { id, object } of this.#wanted.values()) {
      if (kindIdOf(kindNameOf(object)) === kindId) this.#look(id);
    }
  }

  /** Was an object that was in force changed? Then that is noted, and repaired soon. */
  #look(id: string): void {
    const wanted = this.#wanted.get(id);
    if (wanted?.settled === undefined) return;
    const open = this.#kinds.get(kindIdOf(kindNameOf(wanted.object)));
    const live = open?.watch.live(keyOf(wanted.object));
    if (open === undefined || (live && isEnding(live))) return;
    const difference = live ? differenceFrom(wanted.object, live, wanted.settled, open.schema) : '';
    if (difference === undefined) return;
    if (wanted.drift === undefined) this.#drifted(wanted, live, difference);
    this.#repairs.add(id);
  }

  /** What was changed while nobody watched, as before a start, is found by comparing. */
  #noteLateDrift(wanted: WantedObject, live: KubernetesObject, field: string): void {
    const isDrift = wanted.settled !== undefined || wasAppliedAs(live, wanted.object);
    if (isDrift && wanted.drift === undefined) this.#drifted(wanted, live, field);
  }

  #drifted(wanted: WantedObject, live: KubernetesObject | undefined, field: string): void {
    const { cluster, part, clock, metrics, onDrift } = this.#options;
    const { namespace = '', name } = wanted.object.metadata;
    const drift: DriftRecord = {
      atMs: clock.nowMs(),
      cluster,
      part,
      kind: wanted.object.kind,
      namespace,
      name,
      change: live ? 'edited' : 'deleted',
      field,
      manager: live ? lastEditor(live) : null,
      repairedAtMs: null,
    };
    wanted.drift = drift;
    metrics.drifted(cluster, drift.change);
    onDrift(drift);
  }

  /** @param found what seemed to be deleted, and only had lost its labels */
  #repaired(wanted: WantedObject, found: KubernetesObject | undefined): void {
    const { drift } = wanted;
    if (drift === undefined) return;
    wanted.drift = undefined;
    this.#repairs.delete(wanted.id);
    const really =
      found && drift.change === 'deleted'
        ? ({ change: 'edited', field: '.metadata.labels', manager: lastEditor(found) } as const)
        : {};
    this.#options.onDrift({ ...drift, ...really, repairedAtMs: this.#options.clock.nowMs() });
  }

  #repairSoon(ids: readonly string[]): void {
    const { signal } = this.#end;
    this.#inTurn(() => this.#repair(ids, signal)).catch((thrown: unknown) => {
      if (!signal.aborted) this.#options.logger.error({ err: asError(thrown) }, 'repair failed');
    });
  }

  async #repair(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const breaker = new Breaker();
    await inParallel(ids, AT_ONCE, async (id) => {
      signal.throwIfAborted();
      const wanted = this.#wanted.get(id);
      const open = wanted && this.#kinds.get(kindIdOf(kindNameOf(wanted.object)));
      if (wanted?.drift === undefined || open === undefined) return;
      const outcome = await this.#bring(wanted, open, { breaker, stopped: null }, signal);
      if (!isInForce(outcome)) this.#repairs.add(id, true);
    });
  }
}

function openOnes(kinds: ReadonlyMap<string, Opened>): readonly OpenKind[] {
  return [...kinds.values()].flatMap((one) => (one.kind === 'open' ? [one.open] : []));
}

/** What of an object no cluster would take, and no path could name. */
function wrongPlace(object: KubernetesObject, { kind }: OpenKind): string | undefined {
  const { namespace, name } = object.metadata;
  if (object.apiVersion !== apiVersionOf(kind)) {
    return `${object.kind} is wanted in ${object.apiVersion}, and kept in ${apiVersionOf(kind)}`;
  }
  try {
    pathOf(kind, namespace === undefined ? { name } : { namespace, name });
    return undefined;
  } catch (thrown) {
    return asError(thrown).message;
  }
}

function refused(message: string): ManagedOutcome {
  return { kind: 'refused', by: 'schema', message };
}

/** Why a kind is not open. */
function closedProblem(kinds: ReadonlyMap<string, Opened>): string | null {
  for (const one of kinds.values()) {
    if (one.kind !== 'open' && one.kind !== 'idle') return failureMessage(one);
  }
  return null;
}

function waitingProblem(outcomes: readonly ManagedOutcome[]): string | null {
  const waiting = outcomes.filter((outcome) => outcome.kind === 'waiting');
  const [first] = waiting;
  if (first === undefined) return null;
  return `${waiting.length} of ${outcomes.length} objects wait: ${first.message}`;
}
