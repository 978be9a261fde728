import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError, asError } from '../../../platform/errors/app-error.ts';
import {
  type BackoffPolicy,
  backoffDelayMs,
  heedRetryAfter,
} from '../../../platform/lifecycle/backoff.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { boardUids } from '../boards/board-in-grafana.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import type { GrafanaMetrics } from '../client/grafana-metrics.ts';
import { dataSourceSpecs } from '../provision/data-source-spec.ts';
import type { DataSourceTokens } from '../provision/data-source-tokens.ts';
import type { GrafanaBook, GrafanaPlace } from './grafana-book.ts';
import { KeepMembers, type Members } from './keep-members.ts';
import { keepPlace, newPlace, type Placement } from './keep-place.ts';
import { keepSources } from './keep-sources.ts';
import { PeopleInStep } from './people-in-step.ts';
import { retirePlace } from './retire-place.ts';
import { shownScopes } from './shown-scopes.ts';
import { SyncBoards, type SyncBoardsOptions } from './sync-boards.ts';
import { SyncDashboards, type SyncDashboardsOptions } from './sync-dashboards.ts';

export interface GrafanaSyncOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  readonly tokens: Pick<DataSourceTokens, 'keep' | 'end'>;
  readonly dashboards: SyncDashboardsOptions['dashboards'];
  readonly boards: SyncBoardsOptions['boards'];
  readonly seen: SyncBoardsOptions['seen'];
  readonly directory: () => Directory;
  readonly members: (owner: string) => Promise<Members>;
  /** Tenants into whose Grafana the user may look. Rejects with AppError `unavailable`. */
  readonly tenantsOf: (user: string) => Promise<ReadonlySet<string>>;
  readonly placement: Placement;
  /** Tenants whose places others provision: nothing is done there. */
  readonly others: ReadonlySet<string>;
  /** Login of the administrator. */
  readonly admin: string;
  /** 32 bytes that nothing else uses. */
  readonly uidKey: Uint8Array;
  /** How Grafana reaches us; known after the start. */
  readonly baseUrl: () => string;
  /** The data folder, for exports. */
  readonly folder: string;
  readonly everyMs: number;
  readonly rotateAfterMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: GrafanaMetrics;
  /** In [0, 1). */
  readonly random: () => number;
}

/** How Grafana itself was at the last pass. */
export interface GrafanaHealth {
  /** Empty: not known. */
  readonly version: string;
  readonly fault: string | null;
  /** The same as tenants are told it: what failed may be another tenant's, with its names. */
  readonly told: string | null;
}

const OF_SOMEBODY =
  'Grafana did not answer as it should while the tenants were brought in step; it is asked again by itself.';

/** Passes of which each was woken come no closer than this. */
const GAP_MS = 2_000;
const BACKOFF: BackoffPolicy = { minMs: 5_000, maxMs: 600_000, factor: 2, jitter: 0.2 };
/** Who asks again sooner is told to wait. */
const ASK_GAP_MS = 10_000;

/** Faults of Grafana as a whole: nobody else is asked about meanwhile. */
const OF_ALL: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'limited']);

interface Failing {
  readonly failures: number;
  readonly notBeforeMs: number;
}

/**
 * Keeps the Grafana of every tenant in step, one after the other, those first that have waited longest. A
 * tenant whose pass fails is left alone for a while that grows; when Grafana does not answer, the loop
 * as a whole backs off.
 */
export class GrafanaSync {
  readonly loop: RunningLoop;
  readonly people: PeopleInStep;
  readonly #options: GrafanaSyncOptions;
  readonly #members: KeepMembers;
  readonly #dashboards: SyncDashboards;
  readonly #boards: SyncBoards;
  readonly #failing = new Map<string, Failing>();
  readonly #askedAtMs = new Map<string, number>();
  /** One pass over a tenant at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #health: GrafanaHealth = { version: '', fault: null, told: null };
  #beganAtMs: number | null = null;

  constructor(options: GrafanaSyncOptions) {
    this.#options = options;
    this.#members = new KeepMembers(options);
    this.people = new PeopleInStep({ ...options, members: this.#members });
    this.#dashboards = new SyncDashboards(options);
    this.#boards = new SyncBoards(options);
    const { clock, logger, random } = options;
    const run = (signal: AbortSignal) => this.pass(signal);
    this.loop = createRunningLoop({
      ...{ name: 'grafana', run, clock, logger, random, backoff: BACKOFF },
    });
  }

  health(): GrafanaHealth {
    return this.#health;
  }

  /** Members, scopes or tenants changed. */
  wake(): void {
    this.loop.wake();
  }

  /**
   * Brings one tenant in step now, whatever was refused before.
   * @throws AppError `limited` when it was asked for a moment ago; what `GrafanaClient` throws.
   */
  async synchronise(owner: string, signal: AbortSignal): Promise<void> {
    const { clock, book, others } = this.#options;
    if (others.has(owner)) {
      const text = `The place of ${owner} in Grafana stands in grafana.places of the configuration: tocsin does not keep it`;
      throw new AppError('conflict', text);
    }
    const sinceMs = clock.nowMs() - (this.#askedAtMs.get(owner) ?? Number.NEGATIVE_INFINITY);
    if (sinceMs < ASK_GAP_MS) {
      const retryAfterSeconds = Math.ceil((ASK_GAP_MS - sinceMs) / 1_000);
      const text = `Grafana was brought in step a moment ago; ask again in ${retryAfterSeconds} s`;
      throw new AppError('limited', text, { retryAfterSeconds });
    }
    this.#askedAtMs.set(owner, clock.nowMs());
    const bornMs = (await book.tenants()).get(owner);
    if (bornMs === undefined) throw new AppError('not_found', `Tenant ${owner} does not exist`);
    this.#health = await this.#healthNow(signal);
    await this.#alone(() =>
      this.#one({ owner, bornMs, isAsked: true, withDashboards: true }, signal),
    );
  }

  /**
   * One round over all tenants; one that comes right after another does nothing.
   * @returns milliseconds until the next. @throws AppError when Grafana as a whole fails
   */
  async pass(signal: AbortSignal): Promise<number> {
    const { clock, everyMs } = this.#options;
    const sinceMs = clock.nowMs() - (this.#beganAtMs ?? Number.NEGATIVE_INFINITY);
    if (sinceMs < GAP_MS) return GAP_MS - sinceMs;
    this.#beganAtMs = clock.nowMs();
    let isThere = false;
    try {
      this.#health = await this.#healthNow(signal);
      isThere = true;
      await this.#all(signal);
    } catch (thrown) {
      const fault = asError(thrown).message;
      const told = isThere ? OF_SOMEBODY : fault;
      if (!signal.aborted) this.#health = { ...this.#health, fault, told };
      throw thrown;
    }
    return everyMs;
  }

  async #healthNow(signal: AbortSignal): Promise<GrafanaHealth> {
    const version = await this.#options.client.version(signal);
    return { version, fault: null, told: null };
  }

  async #all(signal: AbortSignal): Promise<void> {
    const { book, directory, everyMs, clock } = this.#options;
    const tenants = await book.tenants();
    const places = await book.places();
    const former = places.filter(({ owner, bornMs }) => tenants.get(owner) !== bornMs);
    const stuck = new Set<string>();
    for (const place of former) {
      if (!(await this.#retired(place, signal))) stuck.add(place.owner);
    }
    const known = new Map(places.map((place) => [place.owner, place]));
    const waited = (owner: string) => known.get(owner)?.triedAtMs ?? 0;
    const present = directory().tenants;
    const isOurs = (owner: string) => !stuck.has(owner) && !this.#options.others.has(owner);
    const owners = [...tenants.keys()].filter((owner) => present.has(owner) && isOurs(owner));
    for (const owner of owners.sort((a, b) => waited(a) - waited(b))) {
      signal.throwIfAborted();
      const bornMs = tenants.get(owner);
      if (bornMs === undefined || this.#isWaiting(owner)) continue;
      const doneMs = known.get(owner)?.doneAtMs ?? 0;
      const withDashboards = clock.nowMs() - doneMs >= everyMs;
      const pass = { owner, bornMs, isAsked: false, withDashboards };
      await this.#guarded(owner, () => this.#alone(() => this.#one(pass, signal)), signal);
    }
    await this.#countDrift(await book.places());
  }

  async #one(pass: TenantPass, signal: AbortSignal): Promise<void> {
    const { book, clock, metrics } = this.#options;
    const startMs = clock.monotonicMs();
    const seconds = () => (clock.monotonicMs() - startMs) / 1_000;
    const key = { owner: pass.owner, bornMs: pass.bornMs };
    const before = (await book.places()).find(
      ({ owner, bornMs }) => owner === pass.owner && bornMs === pass.bornMs,
    );
    if (before === undefined) await book.savePlace(newPlace(pass.owner, pass.bornMs));
    const triedAtMs = clock.nowMs();
    try {
      await this.#steps(pass, before ?? newPlace(pass.owner, pass.bornMs), signal);
      const done = pass.withDashboards ? { doneAtMs: clock.nowMs() } : {};
      await book.mark(key, { triedAtMs, fault: null, ...done });
      this.#failing.delete(pass.owner);
      metrics.pass('ok', seconds());
    } catch (thrown) {
      signal.throwIfAborted();
      metrics.pass('failed', seconds());
      await book.mark(key, { triedAtMs, fault: asError(thrown).message.slice(0, 1_000) });
      throw thrown;
    }
  }

  async #steps(pass: TenantPass, before: GrafanaPlace, signal: AbortSignal): Promise<void> {
    const { book, directory, clock, rotateAfterMs, baseUrl, uidKey } = this.#options;
    const { owner, isAsked } = pass;
    const settings = await book.settings(owner);
    const scopes = shownScopes(directory(), owner, settings.scopes);
    const place = await keepPlace(this.#options, before, signal);
    await this.#members.keep(place, signal);
    const { mayEdit } = settings;
    const isAlone = this.#options.placement.kind === 'organisation';
    const specs = dataSourceSpecs(scopes, { baseUrl: baseUrl(), uidKey, mayEdit, isAlone });
    const renewBeforeMs = Math.max(settings.renewBeforeMs, clock.nowMs() - rotateAfterMs);
    const standing = await keepSources(this.#options, place, { specs, renewBeforeMs }, signal);
    if (!pass.withDashboards) return;
    const nodes = new Set(scopes.map(({ node }) => node));
    const builtIn = boardUids(uidKey, owner);
    const sources = { specs, standing };
    await this.#dashboards.run({ place, nodes, isAsked, builtIn, sources }, signal);
    await this.#boards.run({ place, specs, isAsked }, signal);
  }

  /** Whether the place of a tenant that is no more has gone. */
  async #retired(place: GrafanaPlace, signal: AbortSignal): Promise<boolean> {
    const { owner, bornMs } = place;
    const name = `${owner} ${bornMs}`;
    if (this.#isWaiting(name)) return false;
    let isDone = false;
    const retire = async () => {
      await this.#alone(() => retirePlace(this.#options, place, signal));
      this.#failing.delete(name);
      this.#options.logger.info(
        { tenant: owner },
        'place of a former tenant in grafana was retired',
      );
      isDone = true;
    };
    await this.#guarded(name, retire, signal);
    return isDone;
  }

  /** What fails for one goes on for the others, unless Grafana fails as a whole. */
  async #guarded(name: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, random, logger } = this.#options;
    try {
      await work();
    } catch (thrown) {
      signal.throwIfAborted();
      const failures = (this.#failing.get(name)?.failures ?? 0) + 1;
      const delayMs = heedRetryAfter(backoffDelayMs(BACKOFF, failures, random), thrown);
      const notBeforeMs = clock.nowMs() + delayMs;
      this.#failing.set(name, { failures, notBeforeMs });
      if (thrown instanceof AppError && OF_ALL.has(thrown.kind)) throw thrown;
      logger.warn({ err: thrown, tenant: name, failures }, 'grafana of a tenant is not in step');
    }
  }

  #isWaiting(name: string): boolean {
    const failing = this.#failing.get(name);
    return failing !== undefined && this.#options.clock.nowMs() < failing.notBeforeMs;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    // What it throws is for its caller alone.
    this.#last = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  async #countDrift(places: readonly GrafanaPlace[]): Promise<void> {
    let count = 0;
    for (const place of places) {
      const pairs = await this.#options.book.pairs(place);
      const sources = await this.#options.book.sources(place);
      // What nothing fills goes by itself.
      count += pairs.filter(({ drift }) => drift !== null && drift !== 'unfilled').length;
      count += sources.filter(({ fault }) => fault !== null).length;
    }
    this.#options.metrics.drift(count);
  }
}

interface TenantPass {
  readonly owner: string;
  readonly bornMs: number;
  readonly isAsked: boolean;
  /** Otherwise only place, people and data sources. */
  readonly withDashboards: boolean;
}
