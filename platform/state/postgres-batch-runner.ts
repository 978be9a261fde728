import type pg from 'pg';
import { assertNever } from '../model/assert-never.ts';
import { meets } from './expectation.ts';
import { type PostgresFault, postgresFault } from './postgres-errors.ts';
import { postgresValue } from './postgres-values.ts';
import type { Batch, SqlRow, Statement, StatementResult } from './state.ts';
import type { RunOutcome } from './state-fault.ts';

/** What became of a transaction as a whole that did not come to its end. */
export class TransactionFailed extends Error {
  override readonly name = 'TransactionFailed';
  readonly fault: PostgresFault;
  /** The commit was sent, and no answer came. */
  readonly isUnknown: boolean;

  constructor(fault: PostgresFault, isUnknown: boolean) {
    super(fault.fault.kind === 'conflict' ? fault.fault.constraint : fault.fault.message);
    this.fault = fault;
    this.isUnknown = isUnknown;
  }
}

type Answer =
  | { readonly kind: 'result'; readonly result: pg.QueryResult<SqlRow> }
  | { readonly kind: 'error'; readonly thrown: unknown };

/**
 * Held by every transaction that writes, until its commit is visible: writers of all processes go
 * one after the other, as on SQLite. So preconditions judge what will stand, and positions become
 * visible in their order.
 */
export const WRITER_LOCK = 7_262_001;
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(${WRITER_LOCK})`;
/** Texts beyond so many are prepared anew each time. */
const MAX_PREPARED = 1_000;

/**
 * Applies batches over one connection in pipeline mode. Those given together share one transaction,
 * each behind a savepoint; all their statements are sent in one flight and judged when the answers
 * are there, so that a transaction takes two round trips. Where one is turned down, the transaction
 * goes back to before it and what came after is sent again.
 */
export class PostgresBatchRunner {
  readonly #client: pg.Client;
  readonly #channel: string;
  readonly #names = new Map<string, string>();

  /** @param channel of NOTIFY; told after what was written */
  constructor(client: pg.Client, channel: string) {
    this.#client = client;
    this.#channel = channel;
  }

  /**
   * Outcomes in the order of the batches; what is `committed` is durable.
   * @throws TransactionFailed when nothing of it stands, or nobody knows.
   */
  async run(batches: readonly Batch[]): Promise<readonly RunOutcome[]> {
    const isJoined = batches.length > 1;
    const begun = this.#ask(BEGIN);
    const outcomes: RunOutcome[] = [];
    while (outcomes.length < batches.length) {
      const from = outcomes.length;
      const sent = batches
        .slice(from)
        .map((batch, index) => this.#send(batch, isJoined ? from + index : null));
      const beginning = await begun;
      if (beginning.kind === 'error') await this.#end(postgresFault(beginning.thrown));
      const isRefused = await this.#judge(batches, await Promise.all(sent), outcomes);
      if (isRefused && !isJoined) {
        refuseError(await this.#ask('ROLLBACK'));
        return outcomes;
      }
      if (isRefused) refuseError(await this.#ask(`ROLLBACK TO ${savepoint(outcomes.length - 1)}`));
    }
    await this.#commit(outcomes);
    return outcomes;
  }

  /** Adds outcomes up to the first batch that is turned down. @returns whether one was */
  async #judge(
    batches: readonly Batch[],
    sent: readonly (readonly Answer[])[],
    outcomes: RunOutcome[],
  ): Promise<boolean> {
    for (const answers of sent) {
      const batch = batches[outcomes.length];
      if (!batch) break;
      const outcome = judgeBatch(batch, answers);
      if (!('kind' in outcome)) return this.#end(outcome);
      outcomes.push(outcome);
      if (outcome.kind !== 'committed') return true;
    }
    return false;
  }

  async #commit(outcomes: readonly RunOutcome[]): Promise<void> {
    const wrote = outcomes.some(
      (outcome) =>
        outcome.kind === 'committed' && outcome.results.some(({ changes }) => changes > 0),
    );
    const notify = wrote ? `SELECT pg_notify('${this.#channel}', ''); ` : '';
    const answer = await this.#ask(`${notify}COMMIT`);
    if (answer.kind === 'result') return;
    const fault = postgresFault(answer.thrown);
    const isUnknown = fault.retry === 'reconnect';
    if (isUnknown) throw new TransactionFailed(fault, true);
    await this.#end(fault);
  }

  /** Leaves the connection fit for the next transaction, where it is one still. */
  async #end(fault: PostgresFault): Promise<never> {
    if (fault.retry !== 'reconnect') refuseError(await this.#ask('ROLLBACK'));
    throw new TransactionFailed(fault, false);
  }

  /**
   * @param place of its savepoint, whose answer says nothing that the others do not; null for a batch
   * that is the whole transaction
   */
  #send(batch: Batch, place: number | null): Promise<readonly Answer[]> {
    if (place !== null) void this.#ask(`SAVEPOINT ${savepoint(place)}`);
    return Promise.all(batch.statements.map((statement) => this.#execute(statement)));
  }

  #execute({ sql, parameters }: Statement): Promise<Answer> {
    const name = this.#nameOf(sql);
    const values = parameters.map(postgresValue);
    return settled(
      this.#client.query<SqlRow>({ text: sql, values, ...(name === undefined ? {} : { name }) }),
    );
  }

  #ask(sql: string): Promise<Answer> {
    return settled(this.#client.query<SqlRow>(sql));
  }

  #nameOf(sql: string): string | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined || this.#names.size >= MAX_PREPARED) return known;
    const name = `b${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }
}

function settled(query: Promise<pg.QueryResult<SqlRow>>): Promise<Answer> {
  return query.then(
    (result): Answer => ({ kind: 'result', result }),
    (thrown: unknown): Answer => ({ kind: 'error', thrown }),
  );
}

function refuseError(answer: Answer): void {
  if (answer.kind === 'error') throw new TransactionFailed(postgresFault(answer.thrown), false);
}

const savepoint = (place: number): string => `batch_${place}`;

/** The first error or broken expectation decides; what follows an error is only its aftermath. */
function judgeBatch(batch: Batch, answers: readonly Answer[]): RunOutcome | PostgresFault {
  const results: StatementResult[] = [];
  for (const [index, answer] of answers.entries()) {
    const statement = batch.statements[index];
    if (!statement) break;
    if (answer.kind === 'error') return turnedDown(statement, answer.thrown);
    const { result, touched } = resultOf(answer.result);
    if (!meets(statement.expect, touched)) {
      return { kind: 'rejected', statement: statement.name, touched };
    }
    results.push(result);
  }
  return { kind: 'committed', results };
}

function resultOf({ command, rowCount, rows }: pg.QueryResult<SqlRow>): {
  readonly result: StatementResult;
  readonly touched: number;
} {
  const touched = rowCount ?? 0;
  return { result: { changes: command === 'SELECT' ? 0 : touched, rows }, touched };
}

function turnedDown(statement: Statement, thrown: unknown): RunOutcome | PostgresFault {
  const fault = postgresFault(thrown);
  switch (fault.fault.kind) {
    case 'conflict':
      return {
        kind: 'conflict',
        statement: statement.name,
        constraint: fault.fault.constraint,
      };
    case 'program': {
      const message = `${statement.name}: ${fault.fault.message}`;
      return { kind: 'failed', fault: { kind: 'program', message } };
    }
    case 'database':
      return fault;
    default:
      return assertNever(fault.fault);
  }
}
