import type { LogSpec, LogSpecInput, LogSpecStatus } from '../../contract/log-flows.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

type Kind = LogSpec['kind'];

/** Flows and outputs; one named `bad` is refused, and one named `broken` has a problem. */
export function logFlowHandlers(world: World, io: MockIo) {
  const specs = new Map<string, LogSpec>(
    [seeded('flow', io.now()), seeded('output', io.now())].map((spec) => [spec.id, spec]),
  );
  const flows = ofKind('flow', specs, world, io);
  const outputs = ofKind('output', specs, world, io);
  const tailers = ofKind('tailer', specs, world, io);
  return {
    'logFlows.list': flows.list,
    'logFlows.get': flows.get,
    'logFlows.preview': flows.preview,
    'logFlows.create': flows.create,
    'logFlows.update': flows.update,
    'logFlows.delete': flows.remove,
    'logFlows.history': flows.history,
    'logFlows.restore': flows.restore,
    'logOutputs.list': outputs.list,
    'logOutputs.get': outputs.get,
    'logOutputs.preview': outputs.preview,
    'logOutputs.create': outputs.create,
    'logOutputs.update': outputs.update,
    'logOutputs.delete': outputs.remove,
    'logOutputs.history': outputs.history,
    'logOutputs.restore': outputs.restore,
    'logTailers.list': tailers.list,
    'logTailers.get': tailers.get,
    'logTailers.preview': tailers.preview,
    'logTailers.create': tailers.create,
    'logTailers.update': tailers.update,
    'logTailers.delete': tailers.remove,
    'logTailers.history': tailers.history,
    'logTailers.restore': tailers.restore,
    'logging.get': ({ params: { cluster } }) => loggingOf(cluster, 2),
    'logging.scale': ({ params: { cluster }, body }) => loggingOf(cluster, body.replicas),
  } satisfies Partial<Handlers>;
}

interface Asked {
  readonly params: { readonly owner: string };
}
interface AskedOne {
  readonly params: { readonly owner: string; readonly id: string };
}
interface Written extends Asked {
  readonly body: LogSpecInput;
}
interface WrittenOne extends AskedOne {
  readonly body: LogSpecInput;
  readonly revision?: number;
}

function ofKind(kind: Kind, specs: Map<string, LogSpec>, world: World, io: MockIo) {
  const find = ({ params: { owner, id } }: AskedOne): LogSpec => {
    const spec = specs.get(id);
    if (spec?.owner === owner && spec.kind === kind) return spec;
    throw new MockFault(404, 'not_found', `no ${kind} ${id}`);
  };
  const save = (spec: LogSpec): LogSpec => {
    specs.set(spec.id, spec);
    return spec;
  };
  return {
    list: ({ params: { owner } }: Asked) => ({
      items: [...specs.values()].filter((spec) => spec.owner === owner && spec.kind === kind),
      nextCursor: null,
    }),
    get: find,
    preview: ({ body }: Written) => {
      const content = contentOf(kind, body);
      return { ...content, delivered: [content.yaml], held: null };
    },
    create: ({ params: { owner }, body }: Written) => {
      const at = new Date(io.now()).toISOString();
      const times = { createdAt: at, updatedAt: at, updatedBy: 'ann' };
      const content = contentOf(kind, body);
      const status = statusOf(content.name);
      return save({ id: nextId(world), owner, ...content, status, revision: 1, ...times });
    },
    update: (asked: WrittenOne) => {
      const before = find(asked);
      if (asked.revision !== before.revision) {
        throw new MockFault(412, 'precondition_failed', 'it was changed since it was read');
      }
      return save({ ...before, ...contentOf(kind, asked.body), revision: before.revision + 1 });
    },
    history: (asked: AskedOne) => {
      const { revision, createdAt, updatedAt, yaml, name, scope, enabled } = find(asked);
      const first = { name, scope, enabled, yaml: `${yaml}spec: {}\n` };
      const now = { name, scope, enabled, yaml };
      return {
        items: [
          {
            revision: revision + 1,
            kind: 'updated' as const,
            at: updatedAt,
            author: 'ben',
            ...now,
          },
          { revision, kind: 'created' as const, at: createdAt, author: 'ann', ...first },
        ],
      };
    },
    restore: find,
    remove: (asked: AskedOne) => {
      specs.delete(find(asked).id);
      return null;
    },
  };
}

function contentOf(kind: Kind, { scope, enabled, name = 'from-yaml', spec, yaml }: LogSpecInput) {
  if (name === 'bad') {
    const message = 'is not what it should be';
    throw new MockFault(400, 'invalid', `The ${kind} cannot be saved`, [
      { path: '/name', message },
    ]);
  }
  const given = typeof spec === 'object' && spec !== null ? Object.entries(spec) : [];
  const text = yaml ?? `kind: ${kind}\nmetadata:\n  name: ${name}\n`;
  return { kind, name, scope, enabled, spec: Object.fromEntries(given), yaml: text };
}

function statusOf(name: string): LogSpecStatus {
  const isBroken = name === 'broken';
  return {
    cluster: 'eu-1',
    state: isBroken ? 'problem' : 'active',
    problems: isBroken ? ['answered with status 503'] : [],
    queue: null,
    checkedAt: null,
  };
}

function seeded(kind: Kind, nowMs: number): LogSpec {
  const at = new Date(nowMs - 3_600_000).toISOString();
  const spec =
    kind === 'flow'
      ? { filters: [{ parser: { parse: { type: 'json' } } }], localOutputRefs: ['central'] }
      : { loki: { url: 'https://logs.example.com', password: { stored: true } } };
  const name = kind === 'flow' ? 'checkout' : 'central';
  const content = contentOf(kind, { scope: 'acme.shop.prod', enabled: true, name, spec });
  return {
    id: kind === 'flow' ? '01J00000000000000000000F01' : '01J00000000000000000000F02',
    owner: 'acme',
    ...content,
    status: statusOf(name),
    revision: 1,
    ...{ createdAt: at, updatedAt: at, updatedBy: 'ann' },
  };
}

function loggingOf(cluster: string, replicas: number) {
  return {
    cluster,
    message: '',
    tiers: [
      {
        name: 'main',
        controlNamespace: 'logging',
        problems: [],
        skipsInvalid: true,
        aggregator: { desired: replicas, ready: replicas, mayScale: true },
        agent: { desired: 3, ready: 3 },
      },
    ],
    figures: {
      bufferBytes: 1_048_576,
      bufferQueueLength: 2,
      retries: 0,
      aggregatorErrors: 0,
      agentDrops: 0,
      agentErrors: null,
    },
  };
}
