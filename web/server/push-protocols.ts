import type { ReceiverName } from '../../collector/receivers/receive-rates.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';

/** A route that takes pushes for the embedded stores beside the query plane. */
export interface PushRoute {
  /** Below `/scopes/{scope}`; may end in `*`. */
  readonly path: string;
  /** How many segments of the path, `/scopes/{scope}` included, the receiver does not see. */
  readonly hidden: number;
  readonly methods: readonly ('POST' | 'PUT' | 'DELETE')[];
  readonly receiver: Exclude<ReceiverName, 'remote-write' | 'loki-push'>;
  readonly permission: Permission;
  /** Of metrics and logs, which of the scope's stores; of `cluster`, the logs of a whole cluster. */
  readonly into: 'metrics' | 'logs' | 'cluster';
  /** How errors are worded: lines of text, or `google.rpc.Status`. */
  readonly errors: 'text' | 'otlp';
}

const OTLP_METRICS = {
  hidden: 3,
  methods: ['POST'],
  receiver: 'otlp-metrics',
  permission: 'metrics:write',
  into: 'metrics',
  errors: 'otlp',
} as const;

const PUSHGATEWAY = {
  hidden: 3,
  methods: ['PUT', 'POST', 'DELETE'],
  receiver: 'pushgateway',
  permission: 'metrics:write',
  into: 'metrics',
  errors: 'text',
} as const;

const KUBERNETES = {
  hidden: 3,
  methods: ['POST'],
  permission: 'logs:write',
  into: 'cluster',
  errors: 'text',
} as const;

/** Where each receiver is reached; the paths below its root are those of its protocol. */
export const PUSH_ROUTES: readonly PushRoute[] = [
  { path: 'otlp/v1/metrics', ...OTLP_METRICS },
  // Where Prometheus itself takes it.
  { path: 'prometheus/api/v1/otlp/v1/metrics', ...OTLP_METRICS },
  {
    path: 'otlp/v1/logs',
    hidden: 3,
    methods: ['POST'],
    receiver: 'otlp-logs',
    permission: 'logs:write',
    into: 'logs',
    errors: 'otlp',
  },
  { path: 'pushgateway/metrics/job/*', ...PUSHGATEWAY },
  { path: 'pushgateway/metrics/job@base64/*', ...PUSHGATEWAY },
  { path: 'kubernetes/events', ...KUBERNETES, receiver: 'kubernetes-events' },
  { path: 'kubernetes/audit', ...KUBERNETES, receiver: 'kubernetes-audit' },
];

/** Paths that are no route below these answer 404 in words, not with the interface. */
export const PUSH_ROOTS: readonly string[] = ['otlp', 'pushgateway', 'kubernetes'];
