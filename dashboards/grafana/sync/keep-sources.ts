import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { DataSourceAnswer } from '../client/grafana-answers.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import type { GrafanaMetrics } from '../client/grafana-metrics.ts';
import { dataSourceBody, dataSourceDrift } from '../provision/data-source-body.ts';
import type { DataSourceSpec } from '../provision/data-source-spec.ts';
import type { DataSourceTokens, KeptToken } from '../provision/data-source-tokens.ts';
import type { GrafanaBook, JournalLine } from './grafana-book.ts';
import type { DataSourceRow } from './grafana-tables.ts';
import { judgeSource, PROBES } from './judge-source.ts';
import type { PlaceInGrafana } from './place-in-grafana.ts';

export interface KeepSourcesOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  readonly tokens: Pick<DataSourceTokens, 'keep' | 'end'>;
  readonly clock: Clock;
  readonly metrics: GrafanaMetrics;
}

/** One that worked is asked about again after this. */
const CHECK_MS = 5 * 60_000;

/**
 * Keeps the data sources of a tenant as they are to be. A token that is replaced stays good until the new
 * one is written in Grafana and was seen to work there; only then it ends. Every step can be done
 * again: what Grafana holds is compared, and the tokens say themselves which is the newest.
 * @returns uids and names of all data sources that stand there then
 */
export async function keepSources(
  options: KeepSourcesOptions,
  place: PlaceInGrafana,
  wanted: { readonly specs: readonly DataSourceSpec[]; readonly renewBeforeMs: number },
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { client, book, tokens } = options;
  const { specs, renewBeforeMs } = wanted;
  const kept = await tokens.keep(place.owner, specs, renewBeforeMs);
  const answered = await client.dataSources(place.organisation, signal);
  const found = new Map(answered.map((one) => [one.uid, one]));
  const rows = new Map((await book.sources(place)).map((row) => [row.uid, row]));
  for (const spec of specs) {
    const token = kept.get(spec.uid);
    if (token === undefined) throw new TypeError(`no token for ${spec.name}`);
    const row = rows.get(spec.uid) ?? newRow(place, spec);
    await keepSource({ options, place, spec, token }, row, found.get(spec.uid), signal);
  }
  const named = new Set(specs.map(({ uid }) => uid));
  for (const { uid, name } of [...rows.values()].filter((row) => !named.has(row.uid))) {
    await client.removeDataSource(place.organisation, uid, signal);
    await book.forgetSource(place, uid);
    await book.note(place.owner, line(options.clock, 'data-source', name, 'removed from Grafana'));
  }
  const gone = new Set([...rows.keys()].filter((uid) => !named.has(uid)));
  const others = answered.filter(({ uid }) => !gone.has(uid));
  return new Set([...others, ...specs].flatMap(({ uid, name }) => [uid, name]));
}

interface Keeping {
  readonly options: KeepSourcesOptions;
  readonly place: PlaceInGrafana;
  readonly spec: DataSourceSpec;
  readonly token: KeptToken;
}

async function keepSource(
  keeping: Keeping,
  before: DataSourceRow,
  found: DataSourceAnswer | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { book, clock } = keeping.options;
  let row = before;
  try {
    row = await written(keeping, before, found, signal);
    await verified(keeping, row, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof AppError) || !OF_ONE.has(thrown.kind)) throw thrown;
    await book.saveSource({ ...row, fault: thrown.message, checked_at_ms: clock.nowMs() });
  }
}

/** What concerns one data source alone. */
const OF_ONE: ReadonlySet<string> = new Set(['conflict', 'unprocessable', 'not_found']);

async function written(
  { options, place, spec, token }: Keeping,
  row: DataSourceRow,
  found: DataSourceAnswer | undefined,
  signal: AbortSignal,
): Promise<DataSourceRow> {
  const { client, book, clock, metrics } = options;
  const drift = found === undefined ? [] : dataSourceDrift(spec, found);
  if (found !== undefined && drift.length === 0 && row.token_id === token.id) return row;
  if (found?.readOnly) throw provisioned(spec);
  const body = dataSourceBody(spec, token.secret);
  if (found === undefined) await client.makeDataSource(place.organisation, body, signal);
  else await client.replaceDataSource(place.organisation, body, signal);
  const state = { token_id: token.id, written_at_ms: clock.nowMs(), checked_at_ms: null };
  const after = { ...row, ...state, name: spec.name, scope: spec.scope };
  await book.saveSource(after);
  if (drift.length > 0 && row.token_id === token.id) metrics.dashboard('repaired');
  const what =
    found === undefined ? 'made in Grafana' : `written again (${drift.join(', ') || 'token'})`;
  await book.note(place.owner, line(clock, 'data-source', spec.name, what));
  return after;
}

function provisioned({ name }: DataSourceSpec): AppError {
  return new AppError(
    'conflict',
    `The data source ${name} comes from a provisioning file of Grafana: take the file away, or take adminUser out of the configuration`,
  );
}

/** Asks Grafana whether it gets through; then the former tokens end. */
async function verified(
  { options, place, spec, token }: Keeping,
  row: DataSourceRow,
  signal: AbortSignal,
): Promise<void> {
  const { client, book, clock, tokens, metrics } = options;
  const checkedMs = row.checked_at_ms === null ? null : Number(row.checked_at_ms);
  const isFresh = checkedMs !== null && clock.nowMs() - checkedMs < CHECK_MS;
  if (isFresh && row.fault === null && token.former.length === 0) return;
  const probe = PROBES[spec.kind];
  const answer = await client.askDataSource(place.organisation, spec.uid, probe, signal);
  const { fault, isTokenGood, isTokenRefused } = judgeSource(answer);
  // One that is not taken is written again in the next round.
  const token_id = isTokenRefused ? null : row.token_id;
  await book.saveSource({ ...row, token_id, fault, checked_at_ms: clock.nowMs() });
  if (!isTokenGood || token.former.length === 0) return;
  await tokens.end(
    place.owner,
    token.former.map(({ id }) => id),
  );
  metrics.tokenRotated();
  await book.note(place.owner, line(clock, 'token', spec.name, 'the former token has ended'));
}

function newRow({ owner, bornMs }: PlaceInGrafana, spec: DataSourceSpec): DataSourceRow {
  const { uid, kind, scope, name } = spec;
  return {
    ...{ owner, born_ms: bornMs, uid, kind, scope, name },
    ...{ token_id: null, written_at_ms: null, checked_at_ms: null, fault: null },
  };
}

function line(
  clock: Clock,
  kind: 'data-source' | 'token',
  subject: string,
  message: string,
): JournalLine {
  return { atMs: clock.nowMs(), kind, actor: 'tocsin', subject, message };
}
