import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_REGISTRY } from '../../platform/errors/error-registry.ts';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { API } from '../../web/contract/api.ts';
import { inRepository } from '../support/repository.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly responses: Readonly<Record<string, { readonly content?: unknown }>>;
}

describe('what is documented is what there is', () => {
  let service: TocsinProcess;
  let document: OpenApi;

  beforeAll(async () => {
    service = await startTocsin();
    document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as OpenApi;
  });
  afterAll(() => service?.remove());

  it('lists exactly the endpoints of the contract in OpenAPI 3.1', () => {
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(document.openapi).toBe('3.1.0');
    expect(listed.sort()).toEqual(
      Object.values(API)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  it.each(Object.entries(API))(
    '%s has summary, requirement, answer and errors',
    (name, endpoint) => {
      const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
      expect(operation?.operationId).toBe(name);
      expect(operation?.summary.length).toBeGreaterThan(3);
      expect(operation?.description).toMatch(/^(Needs|Open)/);
      expect(Object.keys(operation?.responses ?? {}).sort()).toEqual(
        [String(endpoint.status), '4XX', '5XX'].sort(),
      );
    },
  );

  it.each(['webhook-1', 'webhook-alertmanager-4'])(
    'serves the schema %s to everyone',
    async (name) => {
      const answer = await fetch(`${service.url}/api/v1/webhook-schemas/${name}`);
      const kept = readFileSync(inRepository('docs', 'schemas', `${name}.json`), 'utf8');
      expect([answer.status, await answer.json()]).toEqual([200, JSON.parse(kept)]);
    },
  );

  it('has a page for people', async () => {
    expect((await fetch(`${service.url}/api/docs`, { redirect: 'follow' })).status).toBe(200);
  });

  it('keeps the table of errors equal to the code', () => {
    const text = readFileSync(inRepository('docs/errors.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| (\d+) \| (.+) \|$/gm)].map(
      ([, kind, status, meaning]) => [kind, { status: Number(status), meaning }],
    );
    expect(Object.fromEntries(rows)).toEqual(ERROR_REGISTRY);
  });

  it.each([
    ['docs/scoped-prometheus.md', PROMETHEUS_ROUTES],
    ['docs/scoped-loki.md', LOKI_ROUTES],
  ])('documents every scoped route in %s', (file, routes) => {
    const text = readFileSync(inRepository(file), 'utf8');
    for (const { path, methods } of routes) {
      expect(text).toContain(`| \`${path}\` | ${methods.join(', ')} |`);
    }
  });
});
