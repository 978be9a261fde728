import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import { RelabelRule } from '../relabel/relabel-rule.ts';
import type { MonitorContent } from './monitor.ts';

const Texts = Type.Record(Type.String(), Type.String());
const Secret = Type.Object({ name: Type.String(), key: Type.String() });
const SecretOrNull = Type.Union([Secret, Type.Null()]);
const Selector = Type.Object({
  matchLabels: Texts,
  matchExpressions: Type.Array(
    Type.Object({
      key: Type.String(),
      operator: Type.Union([
        Type.Literal('In'),
        Type.Literal('NotIn'),
        Type.Literal('Exists'),
        Type.Literal('DoesNotExist'),
      ]),
      values: Type.Array(Type.String()),
    }),
  ),
});

const Source = Type.Union([
  Type.Object({ kind: Type.Literal('service'), selector: Selector }),
  Type.Object({ kind: Type.Literal('pod'), selector: Selector }),
  Type.Object({
    kind: Type.Literal('probe'),
    prober: Type.String(),
    module: Type.String(),
    targets: Type.Array(Type.String()),
    labels: Texts,
  }),
  Type.Object({
    kind: Type.Literal('scrape'),
    targets: Type.Array(Type.String()),
    labels: Texts,
  }),
]);

const Endpoint = Type.Object({
  port: Type.String(),
  path: Type.String(),
  scheme: Type.Union([Type.Literal('http'), Type.Literal('https')]),
  interval: Type.String(),
  timeout: Type.String(),
  params: Type.Record(Type.String(), Type.Array(Type.String())),
  auth: Type.Union([
    Type.Object({ kind: Type.Literal('none') }),
    Type.Object({ kind: Type.Literal('bearer'), credentials: Secret }),
    Type.Object({ kind: Type.Literal('basic'), username: Secret, password: Secret }),
  ]),
  tls: Type.Union([
    Type.Null(),
    Type.Object({
      ca: SecretOrNull,
      cert: SecretOrNull,
      key: SecretOrNull,
      serverName: Type.String(),
      insecureSkipVerify: Type.Boolean(),
    }),
  ]),
  honorTimestamps: Type.Boolean(),
  relabelings: Type.Array(RelabelRule),
  metricRelabelings: Type.Array(RelabelRule),
});

const Limit = Type.Integer({ minimum: 0 });

/** What is stored of a monitor: self-contained, so that the history needs no other row. */
const MonitorBody = Type.Object({
  name: Type.String(),
  environment: Type.String(),
  enabled: Type.Boolean(),
  source: Source,
  endpoints: Type.Array(Endpoint),
  limits: Type.Object({
    samples: Limit,
    targets: Limit,
    labels: Limit,
    labelNameLength: Limit,
    labelValueLength: Limit,
  }),
});

const validate = validator(MonitorBody);

/** Equal for equal contents. */
export function printMonitorBody(content: MonitorContent): string {
  const { name, environment, enabled, source, endpoints, limits } = content;
  return JSON.stringify({ name, environment, enabled, source, endpoints, limits });
}

/** @throws AppError `internal` for what `printMonitorBody` did not print */
export function parseMonitorBody(text: string): MonitorContent {
  const read = validate(JSON.parse(text));
  if (read.kind === 'valid') return read.value;
  const [first] = read.findings;
  throw new AppError('internal', 'A stored monitor cannot be read.', {
    cause: new Error(`${first?.path} ${first?.message}`),
  });
}
