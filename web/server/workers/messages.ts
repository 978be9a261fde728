import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ERROR_REGISTRY, type ErrorKind } from '../../../platform/errors/error-registry.ts';
import { ConfigSchema } from '../config.ts';
import { WireAuthentication } from './wire-authentication.ts';

const text = Type.String();
const count = Type.Integer({ minimum: 0 });
const { log, queries, logs, limits, rangeCache } = ConfigSchema.properties;
const kinds = Object.keys(ERROR_REGISTRY) as ErrorKind[];

/** What is known of the tenancy from now on. `text` is of `printTenancy`. */
const Facts = Type.Object({
  /**
   * Grows with each message that must be acknowledged, so with everything that may change who
   * somebody is: what was kept, or asked for, under an earlier one must be dropped.
   */
  sequence: count,
  tenancy: Type.Union([
    Type.Object({ kind: Type.Literal('same') }),
    /** Nothing may be answered until it is known again. */
    Type.Object({ kind: Type.Literal('unknown') }),
    Type.Object({ kind: Type.Literal('text'), text }),
  ]),
});
export type Facts = Static<typeof Facts>;

const Revocation = Type.Union([
  Type.Object({
    kind: Type.Literal('sessions'),
    user: text,
    except: Type.Union([text, Type.Null()]),
  }),
  Type.Object({ kind: Type.Literal('session'), session: text }),
  Type.Object({ kind: Type.Literal('rights'), user: text }),
  Type.Object({ kind: Type.Literal('token'), token: text }),
]);

/** What a worker is, for its whole life. */
const WorkerSettings = Type.Object({
  /** 0 for the first. */
  slot: count,
  slots: Type.Integer({ minimum: 1 }),
  /** Folder of the Unix sockets of parent and workers. */
  folder: text,
  /** How people reach the service; browsers must come from there. */
  publicUrl: text,
  version: text,
  trustedProxies: Type.Array(text),
  config: Type.Object({ log, queries, logs, limits, rangeCache }),
});
export type WorkerSettings = Static<typeof WorkerSettings>;

/**
 * From the parent. `start` is the first; connections come only after `serve`.
 * - `facts`, `revoked`: to be acknowledged by their sequence, once nothing of before is used any more.
 * - `connection`: comes with a socket. `head`: what was read from it already, as latin1.
 */
export const ToWorker = Type.Union([
  Type.Object({ kind: Type.Literal('start'), settings: WorkerSettings, facts: Facts }),
  Type.Object({ kind: Type.Literal('serve') }),
  Type.Object({ kind: Type.Literal('facts'), facts: Facts }),
  Type.Object({ kind: Type.Literal('revoked'), sequence: count, revocation: Revocation }),
  Type.Object({ kind: Type.Literal('connection'), head: text }),
  Type.Object({
    kind: Type.Literal('authenticated'),
    id: count,
    /** The last one when the answer was begun to be looked for. */
    sequence: count,
    /** How long the answer may be kept; null: until it expires. */
    keepMs: Type.Union([Type.Number(), Type.Null()]),
    answer: WireAuthentication,
  }),
  Type.Object({
    kind: Type.Literal('not-authenticated'),
    id: count,
    error: Type.Enum(kinds),
    message: text,
  }),
  Type.Object({ kind: Type.Literal('report'), id: count }),
  Type.Object({ kind: Type.Literal('drain') }),
]);
export type ToWorker = Static<typeof ToWorker>;

/** From a worker. `ready`: it waits for `serve`. `serving`: it takes connections. */
export const FromWorker = Type.Union([
  Type.Object({ kind: Type.Literal('ready') }),
  Type.Object({ kind: Type.Literal('serving') }),
  Type.Object({ kind: Type.Literal('acknowledged'), sequence: count }),
  Type.Object({
    kind: Type.Literal('authenticate'),
    id: count,
    credentials: Type.Object({
      authorization: Type.Optional(Type.String({ maxLength: 16_384 })),
      sessionCookie: Type.Optional(Type.String({ maxLength: 16_384 })),
      viewer: Type.Optional(
        Type.Object({
          user: Type.Optional(Type.String({ maxLength: 16_384 })),
          signed: Type.Optional(Type.String({ maxLength: 16_384 })),
        }),
      ),
    }),
  }),
  Type.Object({
    kind: Type.Literal('report'),
    id: count,
    metrics: Type.Array(
      Type.Object({
        name: text,
        help: text,
        type: text,
        aggregator: text,
        values: Type.Array(
          Type.Object({ value: Type.Unsafe<number>({}), labels: Type.Object({}) }),
        ),
      }),
    ),
  }),
]);
export type FromWorker = Static<typeof FromWorker>;

const toWorker = Compile(ToWorker);
const fromWorker = Compile(FromWorker);

/** A message of the parent; null for anything else. */
export function readToWorker(value: unknown): ToWorker | null {
  return toWorker.Check(value) ? (value as ToWorker) : null;
}

/** A message of a worker; null for anything else. */
export function readFromWorker(value: unknown): FromWorker | null {
  return fromWorker.Check(value) ? (value as FromWorker) : null;
}
