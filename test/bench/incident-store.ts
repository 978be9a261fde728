import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import { encodeTime } from 'ulid';
import { wordsOf } from '../../alerting/incidents/search/incident-words.ts';
import { migrateSqlite } from '../../platform/state/sqlite-migrate.ts';
import { NOTIFY_MIGRATIONS } from '../support/notify-world.ts';
import { inRepository } from '../support/repository.ts';

/** What the store holds; the larger tenant has half of it. */
export const STORE = {
  incidents: 1_000_000,
  events: 10_000_000,
  open: 10_000,
  tenants: ['acme', ...Array.from({ length: 19 }, (_, index) => `tenant-${index}`)],
  rules: 300,
  firstMs: Date.parse('2026-01-01T00:00:00Z'),
  stepMs: 15_000,
} as const;

/** The first incident has a very long timeline. */
export const LONG_TIMELINE = 50_000;
export const LONG_ID = idOf(0);

const FORMAT = 1;

/** Changes with the schema: a store of another one is built anew. */
function formatName(): string {
  const steps = NOTIFY_MIGRATIONS.flatMap(({ room, id, statements }) => [
    room,
    id,
    ...statements('sqlite'),
  ]);
  const hash = createHash('sha256').update(steps.join('\n')).digest('hex').slice(0, 8);
  return `store-${FORMAT}-${hash}.db`;
}

/** The database file; built once and kept as long as the schema stays. */
export function incidentStore(): string {
  const folder = inRepository('.cache/bench-incidents');
  const file = join(folder, formatName());
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true });
  const made = `${file}.new`;
  rmSync(made, { force: true });
  const startMs = performance.now();
  build(made);
  renameSync(made, file);
  const seconds = Math.round((performance.now() - startMs) / 1_000);
  console.log(
    `store of ${STORE.incidents} incidents, ${STORE.events} events built in ${seconds} s`,
  );
  return file;
}

function build(file: string): void {
  const database = new SqliteDatabase(file);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -400000');
  database.pragma('foreign_keys = OFF');
  migrateSqlite(database, NOTIFY_MIGRATIONS, 0);
  const indexes = takeIndexes(database);
  database.transaction(() => fill(database))();
  for (const sql of indexes) database.exec(sql);
  database.exec('ANALYZE');
  database.exec('DELETE FROM sqlite_stat1');
  database.pragma('journal_mode = WAL');
  database.close();
}

/** Indexes are made afterwards, in one go each. */
function takeIndexes(database: Database): readonly string[] {
  const rows = database
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
       AND tbl_name IN ('incidents', 'incident_events')`,
    )
    .all();
  for (const { name } of rows) database.exec(`DROP INDEX ${name}`);
  return rows.map(({ sql }) => sql);
}

function fill(database: Database): void {
  const words = new WordBook(database);
  const insert = incidentInsert(database);
  const event = eventInsert(database);
  const random = randomOf(7);
  const perIncident = (STORE.events - LONG_TIMELINE) / STORE.incidents;
  let position = 0;
  for (let index = 0; index < STORE.incidents; index++) {
    const one = incidentOf(index, random);
    insert.run(...one.row);
    words.add(one.owner, one.title, one.labels, one.id);
    const events = index === 0 ? LONG_TIMELINE : Math.round(perIncident);
    for (let at = 0; at < events; at++) {
      position += 1;
      const kind = KINDS[Math.min(at, KINDS.length - 1)];
      event.run(position, one.id, one.owner, one.place, one.ruleId, one.atMs + at * 1_000, kind);
    }
  }
  words.store();
  database.exec(`INSERT INTO incident_counts
    SELECT owner, project, environment, rule_id, severity, 0, COUNT(*) FROM incidents
    WHERE status = 'firing' GROUP BY owner, project, environment, rule_id, severity`);
}

const KINDS = [
  'fired',
  'notification_queued',
  'delivery_succeeded',
  'severity_raised',
  'notification_queued',
  'delivery_failed',
  'delivery_succeeded',
  'notification_not_sent',
];

const SEVERITIES = ['critical', 'major', 'minor', 'warning', 'info'];
const NOUNS = ['Disk', 'Queue', 'Latency', 'Errors', 'Memory', 'Certificate', 'Replica', 'Backup'];

function incidentOf(index: number, random: () => number) {
  const atMs = STORE.firstMs + index * STORE.stepMs;
  const id = idOf(index);
  const owner = random() < 0.5 || index === 0 ? 'acme' : pick(STORE.tenants.slice(1), random);
  const rule = Math.floor(random() * random() * STORE.rules);
  const ruleId = ruleIdOf(owner, rule);
  const project = `project-${Math.floor(random() * 10)}`;
  const environment = pick(['dev', 'test', 'prod'], random);
  const labels = new Map([
    ['instance', `10.${Math.floor(random() * 20)}.${Math.floor(random() * 100)}.7:9100`],
    ['job', `job-${Math.floor(random() * random() * 60)}`],
    ['namespace', `${project}-${environment}`],
    ['pod', `web-${Math.floor(random() * 20_000).toString(36)}`],
    ['region', pick(['eu-west', 'eu-east', 'us-west', 'cn-north'], random)],
    ['team', `team-${rule % 40}`],
  ]);
  const title = `${NOUNS[rule % NOUNS.length]} of service ${rule}`;
  const severity = pick(SEVERITIES, () => random() ** 0.5);
  const isOpen = index >= STORE.incidents - STORE.open || random() < 0.0005;
  const row = [
    id,
    `${ruleId}/${index % 100_000}`,
    owner,
    'east',
    `${project}-${environment}`,
    project,
    environment,
    ruleId,
    title,
    JSON.stringify(Object.fromEntries(labels)),
    JSON.stringify({ summary: `${title} is wrong`, description: 'x'.repeat(120) }),
    levelsOf(severity, isOpen, atMs),
    isOpen ? 'firing' : 'resolved',
    severity,
    1,
    severity,
    1,
    atMs,
    isOpen ? null : atMs + 600_000,
    isOpen ? null : 'resolved_by_source',
    '[]',
    3,
    atMs,
    random() < 0.3 ? atMs + 60_000 : null,
    null,
    random() < 0.1 ? 'ann' : null,
    random() < 0.9 ? 1 : 0,
    random() < 0.002 ? 1 : 0,
    random() < 0.05 ? 1 : 0,
    1,
  ];
  if (isOpen) row[1] = id;
  return { id, atMs, owner, ruleId, title, labels, place: `${project}.${environment}`, row };
}

function levelsOf(severity: string, isOpen: boolean, atMs: number): string {
  const level = {
    key: severity,
    severity,
    rung: 1,
    state: isOpen ? 'firing' : 'resolved',
    startsAtMs: atMs,
    endsAtMs: atMs + 600_000,
    endsAtIsTimeout: false,
    lastSeenAtMs: atMs,
    source: 'east',
  };
  return JSON.stringify([level]);
}

function idOf(index: number): string {
  const serial = index.toString().padStart(16, '0');
  return `${encodeTime(STORE.firstMs + index * STORE.stepMs)}${serial}`;
}

/** Id of a rule of a tenant. */
export function ruleIdOf(owner: string, rule: number): string {
  const tenant = STORE.tenants.indexOf(owner);
  return `01RULE${String(tenant).padStart(4, '0')}${String(rule).padStart(16, '0')}`;
}

function incidentInsert(database: Database): Statement {
  const columns = `id, incident_key, owner, cluster, namespace, project, environment, rule_id, title,
    labels, annotations, levels, status, severity, rung, peak_severity, peak_rung, started_at_ms,
    resolved_at_ms, resolve_reason, notified_channels, revision, refreshed_at_ms,
    acknowledged_at_ms, acknowledged_by, assignee, delivered, failed, not_sent, indexed`;
  const places = columns
    .split(',')
    .map(() => '?')
    .join(', ');
  return database.prepare(`INSERT INTO incidents (${columns}) VALUES (${places})`);
}

function eventInsert(database: Database): Statement {
  return database.prepare(`INSERT INTO incident_events
    (position, incident_id, owner, environment_key, rule_id, at_ms, kind)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
}

/** Words with their incidents, gathered in memory and written word by word: in the order of the key. */
class WordBook {
  readonly #database: Database;
  readonly #ids = new Map<string, number>();
  readonly #uses: number[] = [];
  readonly #incidents: string[] = [];
  readonly #of: number[][] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  add(owner: string, title: string, labels: ReadonlyMap<string, string>, id: string): void {
    const index = this.#incidents.push(id) - 1;
    for (const word of wordsOf({ title, labels })) {
      const key = `${owner}\n${word}`;
      let wordId = this.#ids.get(key);
      if (wordId === undefined) {
        wordId = this.#of.push([]) - 1;
        this.#ids.set(key, wordId);
      }
      this.#of[wordId]?.push(index);
      this.#uses[wordId] = (this.#uses[wordId] ?? 0) + 1;
    }
  }

  store(): void {
    const word = this.#database.prepare(
      'INSERT INTO incident_words (id, owner, word, uses) VALUES (?, ?, ?, ?)',
    );
    const posting = this.#database.prepare('INSERT INTO incident_postings VALUES (?, ?)');
    for (const [key, wordId] of this.#ids) {
      const [owner = '', text = ''] = key.split('\n');
      word.run(wordId + 1, owner, text, this.#uses[wordId]);
      for (const index of this.#of[wordId] ?? []) posting.run(wordId + 1, this.#incidents[index]);
    }
  }
}

function pick<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.min(values.length - 1, Math.floor(random() * values.length))];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

/** The same numbers in every run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
