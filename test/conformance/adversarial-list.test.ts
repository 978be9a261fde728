import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { ELSEWHERE, ROWS } from '../adversary/list-rows.data.ts';
import { LOGQL_TEXTS } from '../adversary/logql-texts.data.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { PROMQL_TEXTS } from '../adversary/promql-texts.data.ts';
import { PUSH_BODIES } from '../adversary/push-bodies.data.ts';
import { REQUEST_SHAPES } from '../adversary/request-shapes.data.ts';
import { inRepository } from '../support/repository.ts';

const TABLES = {
  PROMQL_TEXTS,
  LOGQL_TEXTS,
  REQUEST_SHAPES,
  FORGED_HEADERS,
  ODD_PATHS,
  PUSH_BODIES,
};
const attacked = new Set(
  Object.values(TABLES).flatMap((attacks) => attacks.flatMap(({ rows }) => rows)),
);
const rows = Array.from({ length: ROWS }, (_, index) => index + 1);

describe('the adversarial list', () => {
  it.each(rows)('row %i is an attack on every route, or tested where it says', (row) => {
    const [file, words] = ELSEWHERE.get(row) ?? [];
    if (file !== undefined) {
      expect(readFileSync(inRepository(file), 'utf8')).toContain(words);
    } else {
      expect(attacked.has(row), 'no attack of test/adversary names it in its rows').toBe(true);
    }
  });

  it.each(Object.entries(TABLES))(
    '%s names each attack once, and rows that exist',
    (_, attacks) => {
      const names = attacks.map(({ name }) => name);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
      for (const { rows: named } of attacks) {
        for (const row of named) expect(rows).toContain(row);
      }
    },
  );
});

/** Files that register paths below `/scopes/`, and where all of their routes are attacked. */
const REGISTERED: Readonly<Record<string, string>> = {
  'scoped-prometheus.ts': 'test/acceptance/adversary-prometheus.test.ts',
  'scoped-loki.ts': 'test/acceptance/adversary-loki.test.ts',
  'scoped-write.ts': 'test/acceptance/adversary-service.test.ts',
  'scoped-push.ts': 'test/acceptance/attack-push.test.ts',
  'scoped-alertmanager.ts': 'test/acceptance/scoped-alertmanager.test.ts',
  'scoped-ruler.ts': 'test/acceptance/scoped-ruler.test.ts',
};

describe('paths below /scopes', () => {
  it('are registered from tables that are under attack; a file more needs a table and attacks of its own', () => {
    const folder = inRepository('web', 'server');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    const registering = files.filter((name) =>
      readFileSync(join(folder, name), 'utf8').includes('/scopes/:scope'),
    );
    expect(registering.sort()).toEqual(Object.keys(REGISTERED).sort());
    for (const file of Object.values(REGISTERED)) {
      expect(readFileSync(inRepository(file), 'utf8')).toContain('attackAll(');
    }
  });
});

describe('paths of Grafana', () => {
  it('are under attack over HTTP, by somebody of another tenant', () => {
    const folder = inRepository('web', 'server', 'grafana');
    const registering = readdirSync(folder).filter(
      (name) =>
        !name.endsWith('.test.ts') && readFileSync(join(folder, name), 'utf8').includes('.route('),
    );
    expect(registering).toEqual(['register-grafana.ts']);
    const attacks = readFileSync(inRepository('test/acceptance/grafana-embedding.test.ts'), 'utf8');
    for (const attack of ['forgeHeaders', 'twistTargets', 'smuggleRequests', 'sendTokensElsewhere'])
      expect(attacks).toContain(`${attack}(lab)`);
  });
});

/** Files that register paths of links, which nobody signs in for, and where they are attacked. */
const LINKED: Readonly<Record<string, string>> = {
  'embed-routes.ts': 'test/acceptance/linked-attacks.ts',
  'render-routes.ts': 'test/acceptance/linked-attacks.ts',
};

describe('paths of links', () => {
  it('are under attack over HTTP; a file more needs attacks of its own', () => {
    const folder = inRepository('web', 'server', 'links');
    const registering = readdirSync(folder).filter(
      (name) =>
        !name.endsWith('.test.ts') && readFileSync(join(folder, name), 'utf8').includes('.route('),
    );
    expect(registering.sort()).toEqual(Object.keys(LINKED).sort());
    for (const [file, attacks] of Object.entries(LINKED)) {
      const path = /const PATH = '(\/[a-z]+\/)\*'/.exec(
        readFileSync(join(folder, file), 'utf8'),
      )?.[1];
      expect(readFileSync(inRepository(attacks), 'utf8')).toContain(`\`${path}\${`);
    }
    expect(readFileSync(inRepository('test/acceptance/embedded-store.test.ts'), 'utf8')).toContain(
      'attackLinks(',
    );
  });
});
