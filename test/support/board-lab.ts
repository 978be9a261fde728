import { systemClock } from '../../platform/clock/system-clock.ts';
import { BOARD_TENANTS, boardPast } from './board-past.ts';
import { EmbeddedLabClient } from './embedded-lab.ts';
import { WRITE_HEADERS } from './past-load.ts';
import { remoteWriteBody, type WrittenSeries } from './remote-write-body.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';
import { fixturePassword } from './two-tenants.ts';

export type BoardOwner = keyof typeof BOARD_TENANTS;

export const boardToken = (owner: BoardOwner): string => `fixture-token-of-all-boards-of-${owner}`;

const AHEAD_MS = 9 * 60_000;

/** The built service with its embedded stores and two tenants, and an hour of everything boards read. */
export async function startBoardLab(): Promise<TocsinProcess> {
  const service = await startTocsin({ config: configOf() });
  // Some minutes ahead: panels that ask for now find something until the end of the test.
  const endMs = Math.floor(systemClock.nowMs() / 15_000) * 15_000 + AHEAD_MS;
  for (const owner of ['acme', 'globex'] as const) {
    await writeSeries(service.url, owner, boardPast(BOARD_TENANTS[owner], endMs));
  }
  return service;
}

/** @throws Error when the service refuses some of it */
export async function writeSeries(
  url: string,
  owner: BoardOwner,
  series: readonly WrittenSeries[],
  perBody = 100,
): Promise<void> {
  const client = new EmbeddedLabClient(url, boardToken(owner));
  for (let from = 0; from < series.length; from += perBody) {
    const body = new Uint8Array(remoteWriteBody(series.slice(from, from + perBody)));
    const path = `/scopes/${owner}.shop.prod/prometheus/api/v1/write`;
    const { status, text } = await client.send('POST', path, body, WRITE_HEADERS);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
  }
}

function configOf(): Readonly<Record<string, unknown>> {
  const owners = ['acme', 'globex'] as const;
  return {
    log: { level: 'warn' },
    limits: { default: { perSecond: 0 } },
    collector: {
      ingest: { samplesPerSecond: 10_000_000 },
      scrape: { self: false, host: false },
    },
    clusters: [
      {
        id: 'lab',
        metrics: { kind: 'embedded' },
        logs: { kind: 'embedded' },
        enforcement: { namespaceLabel: 'namespace' },
        ruleSink: { kind: 'embedded' },
      },
    ],
    tenants: owners.map((id) => ({ id, projects: [projectOf(BOARD_TENANTS[id].namespace)] })),
    users: [
      userOf('root', 'system-admin', '_platform'),
      ...owners.map((id) => userOf(`${id}-admin`, 'tenant-admin', id)),
    ],
    tokens: owners.map((owner) => ({
      name: 'boards',
      owner,
      kind: 'scope',
      node: owner,
      permissions: [
        'metrics:read',
        'metrics:write',
        'dashboards:read',
        'dashboards:write',
        'rules:read',
      ],
      secret: boardToken(owner),
    })),
  };
}

function projectOf(namespace: string): object {
  const environment = { id: 'prod', cluster: 'lab', namespace, kind: 'prod' };
  return { id: 'shop', environments: [environment] };
}

function userOf(name: string, role: string, node: string): object {
  return { name, password: fixturePassword, roles: [{ role, node }] };
}
